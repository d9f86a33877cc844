import type { Policy, ReportReader, Severity } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import { rejudgeAccessKey, rejudgeUser, type StoredRecord } from './rejudge-record.ts';

/** Keys of one account in one age band. */
type BandCounts = { active: number; inactive: number; highRisk: number };

/** What a policy makes of the facts of a scan; only counts are kept, by account. */
export type VerdictCounts = {
  readonly users: number;
  readonly staleUsers: number;
  readonly highRiskKeys: number;
  readonly highRiskKeysBySeverity: Readonly<Record<Severity, number>>;
  /** High-risk keys that the scan's own policy does not flag. */
  readonly newlyFlaggedKeys: number;
  /** Those of them that are no root keys and whose id was never learnt. */
  readonly newlyFlaggedWithoutId: number;
  /** Stale users and high-risk keys whose tags the scan did not ask for. */
  readonly flaggedWithoutTags: number;
  /** Users that the scan's own policy exempts and this one judges like all others. */
  readonly unexemptedUsers: number;
  readonly unexemptedKeys: number;
  readonly staleUsersByAccount: ReadonlyMap<string, number>;
  /** By account, then by age band. */
  readonly ageBands: ReadonlyMap<string, AccountBands>;
};

type AccountBands = {
  readonly accountName: string;
  readonly bands: ReadonlyMap<string, BandCounts>;
};

type UserCounts = Pick<
  VerdictCounts,
  'users' | 'staleUsers' | 'unexemptedUsers' | 'staleUsersByAccount'
> & { readonly staleWithoutTags: number };

type AccessKeyCounts = Omit<VerdictCounts, keyof UserCounts | 'flaggedWithoutTags'> & {
  readonly highRiskWithoutTags: number;
};

/** Judges every user and key of a reading by a policy, and counts; the rows themselves are not kept. */
export async function countVerdicts(
  reader: ReportReader,
  scanId: number | null,
  policy: Policy,
): Promise<VerdictCounts> {
  const users = await countUsers(reader, scanId, policy);
  const accessKeys = await countAccessKeys(reader, scanId, policy);
  return {
    ...users,
    ...accessKeys,
    flaggedWithoutTags: users.staleWithoutTags + accessKeys.highRiskWithoutTags,
  };
}

async function countUsers(
  reader: ReportReader,
  scanId: number | null,
  policy: Policy,
): Promise<UserCounts> {
  const staleUsersByAccount = new Map<string, number>();
  let [users, staleUsers, staleWithoutTags, unexemptedUsers] = [0, 0, 0, 0];
  for await (const stored of readRecords(await reader.readView('aws_staleuser_details', scanId))) {
    const judged = rejudgeUser(stored, policy);
    users += 1;
    if (stored['stale_reason'] === 'exempted' && judged['stale_reason'] !== 'exempted')
      unexemptedUsers += 1;
    if (judged['is_stale'] !== true) continue;
    staleUsers += 1;
    if (stored['tags'] === null) staleWithoutTags += 1;
    const accountId = String(stored['account_id']);
    staleUsersByAccount.set(accountId, (staleUsersByAccount.get(accountId) ?? 0) + 1);
  }
  return { users, staleUsers, staleWithoutTags, unexemptedUsers, staleUsersByAccount };
}

async function countAccessKeys(
  reader: ReportReader,
  scanId: number | null,
  policy: Policy,
): Promise<AccessKeyCounts> {
  const ageBands = new Map<string, { accountName: string; bands: Map<string, BandCounts> }>();
  const highRiskKeysBySeverity = { critical: 0, high: 0, medium: 0, low: 0 };
  const counts = {
    highRiskKeys: 0,
    highRiskWithoutTags: 0,
    newlyFlaggedKeys: 0,
    newlyFlaggedWithoutId: 0,
    unexemptedKeys: 0,
  };
  for await (const stored of readRecords(await reader.readView('aws_accesskey_details', scanId))) {
    const judged = rejudgeAccessKey(stored, policy);
    if (isExempted(stored) && !isExempted(judged)) counts.unexemptedKeys += 1;
    if (judged['is_high_risk'] === true) {
      counts.highRiskKeys += 1;
      if (stored['tags'] === null && stored['is_root'] !== true) counts.highRiskWithoutTags += 1;
      highRiskKeysBySeverity[judged['severity'] as Severity] += 1;
      if (stored['is_high_risk'] !== true) {
        counts.newlyFlaggedKeys += 1;
        if (stored['access_key_id'] === null && stored['is_root'] !== true)
          counts.newlyFlaggedWithoutId += 1;
      }
    }
    const accountId = String(stored['account_id']);
    const account = ageBands.get(accountId) ?? {
      accountName: String(stored['account_name']),
      bands: new Map<string, BandCounts>(),
    };
    ageBands.set(accountId, account);
    addToBand(account.bands, judged);
  }
  return { ...counts, highRiskKeysBySeverity, ageBands };
}

function addToBand(bands: Map<string, BandCounts>, judged: StoredRecord): void {
  const ageBand = String(judged['age_band']);
  const band = bands.get(ageBand) ?? { active: 0, inactive: 0, highRisk: 0 };
  bands.set(ageBand, band);
  if (judged['status'] === 'Active') band.active += 1;
  else band.inactive += 1;
  if (judged['is_high_risk'] === true) band.highRisk += 1;
}

function isExempted(record: StoredRecord): boolean {
  const reasons = record['risk_reasons'];
  return Array.isArray(reasons) && reasons.includes('exempted');
}
