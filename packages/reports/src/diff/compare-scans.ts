import type { Policy, ReportReader, Scan, ScanRegister } from '@credsweep/core';
import { isDeepStrictEqual } from 'node:util';
import { joinByAccount, type AccountGroup } from '../read-account-groups.ts';
import { rejudgeAccessKey, rejudgeUser } from '../what-if/rejudge-record.ts';
import { toAppearance, toDeparture } from './compare-account-states.ts';
import { compareAccessKeys, moveAccessKeys } from './compare-access-keys.ts';
import { compareUsers, toUserChange } from './compare-users.ts';
import type { ComparedAccounts } from './read-compared-accounts.ts';
import type { AccountFacts, ChangeCause, FactChange, Rejudge } from './scan-change.ts';

/** Two scans of one organization, and where the policies of the scans between them are found. */
export type ComparedScans = {
  readonly reader: ReportReader;
  readonly register: Pick<ScanRegister, 'findScan'>;
  readonly before: Scan;
  readonly after: Scan;
  /** Whether somebody named the newer one first, who might expect the opposite of what is told. */
  readonly isTurned: boolean;
};

/**
 * Compares users and keys of two scans, account by account; memory holds one account at a time.
 *
 * An account whose data are the same in both, because the later scan could not read it, has no changes. Where the
 * policies differ, the earlier facts are first judged by the later policy, and what that changes is told apart; all
 * else is a change of facts or of time under one policy.
 */
export async function* compareScans(
  { reader, register, before, after }: ComparedScans,
  accounts: ComparedAccounts,
): AsyncGenerator<readonly FactChange[]> {
  const findPolicy = rememberPolicies(register);
  const readings = [
    await reader.readView('aws_staleuser_details', before.scanId),
    await reader.readView('aws_accesskey_details', before.scanId),
    await reader.readView('aws_staleuser_details', after.scanId),
    await reader.readView('aws_accesskey_details', after.scanId),
  ];
  for await (const { accountId, groups } of joinByAccount(readings)) {
    const [earlier, later] = [toFacts(groups[0], groups[1]), toFacts(groups[2], groups[3])];
    const kind = accounts.changes.get(accountId)?.change;
    const wasRead = (accounts.earlier.get(accountId)?.dataAsOf ?? null) !== null;
    const isRead = (accounts.later.get(accountId)?.dataAsOf ?? null) !== null;
    if (!wasRead) yield moveAll(null, later, toAppearance(kind));
    else if (!isRead) yield moveAll(earlier, null, toDeparture(kind));
    else {
      const [was, is] = [readScanId(earlier), readScanId(later)];
      if (was !== null && was === is) continue;
      const policies = {
        before: await findPolicy(was ?? before.scanId),
        after: await findPolicy(is ?? after.scanId),
      };
      const changed = !judgeAlike(policies.before, policies.after);
      const judge = (rejudge: typeof rejudgeUser): Rejudge | null =>
        changed ? (record) => rejudge(record, policies.after) : null;
      yield [
        ...compareUsers(earlier.users, later.users, judge(rejudgeUser)),
        ...compareAccessKeys(earlier, later, judge(rejudgeAccessKey)),
      ];
    }
  }
}

/** Whether two policies have the same rules, whatever their names. */
export function judgeAlike(left: Policy, right: Policy): boolean {
  return isDeepStrictEqual({ ...left, name: '' }, { ...right, name: '' });
}

function moveAll(
  before: AccountFacts | null,
  after: AccountFacts | null,
  cause: ChangeCause,
): readonly FactChange[] {
  return [
    ...(before?.users ?? []).map((user) => toUserChange(user, null, cause)),
    ...(after?.users ?? []).map((user) => toUserChange(null, user, cause)),
    ...moveAccessKeys(before, after, cause),
  ];
}

function toFacts(users: AccountGroup | undefined, keys: AccountGroup | undefined): AccountFacts {
  return { users: users?.records ?? [], accessKeys: keys?.records ?? [] };
}

/** The scan that read an account; all its rows come from one. */
function readScanId({ users, accessKeys }: AccountFacts): number | null {
  const scanId = (users[0] ?? accessKeys[0])?.['scan_id'];
  return typeof scanId === 'number' ? scanId : null;
}

/** An account can be shown with the data, and the verdicts, of a scan before the one that is asked for. */
function rememberPolicies(
  register: Pick<ScanRegister, 'findScan'>,
): (scanId: number) => Promise<Policy> {
  const policies = new Map<number, Promise<Policy>>();
  const find = async (scanId: number): Promise<Policy> => {
    const scan = await register.findScan(scanId);
    if (scan === null) throw new Error(`Scan ${scanId} has facts and is not in the register.`);
    return scan.policy;
  };
  return (scanId) => {
    const policy = policies.get(scanId) ?? find(scanId);
    policies.set(scanId, policy);
    return policy;
  };
}
