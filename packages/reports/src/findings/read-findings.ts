import {
  judgeSeverity,
  type AccessKeyStatus,
  type KeyFinding,
  type Policy,
  type ReportReader,
  type RiskReason,
  type ScanSummary,
  type Severity,
  type StaleUserFinding,
  type UnreadAccountFinding,
} from '@credsweep/core';
import { adviseOnCode } from '../html/unread-account-advice.ts';
import { readUnreadAccounts } from '../read-unread-accounts.ts';
import { readRecords } from '../read-records.ts';
import { readOptionalText, readTags, readTime, type FindingRecord } from './finding-record.ts';

/** A high-risk key, and which one it is of several that nothing known tells apart. */
export type NumberedKeyFinding = { readonly finding: KeyFinding; readonly ordinal: number };

/** Reads the high-risk keys of a scan one by one, as findings formats speak of them, without the exempted ones. */
export async function* readKeyFindings(
  reader: ReportReader,
  { scanId, policy }: ScanSummary,
  exempted: ReadonlyMap<number, unknown>,
): AsyncGenerator<NumberedKeyFinding> {
  let last: NumberedKeyFinding | null = null;
  for await (const row of readRecords(await reader.readView('aws_accesskey_highrisk', scanId))) {
    const finding = toKeyFinding(row, policy);
    if (finding.findingId !== null && exempted.has(finding.findingId)) continue;
    last = {
      finding,
      ordinal: last !== null && isTwin(last.finding, finding) ? last.ordinal + 1 : 1,
    };
    yield last;
  }
}

/** The view lists the keys of a user one after the other. */
function isTwin(one: KeyFinding, other: KeyFinding): boolean {
  return (
    one.accessKeyId === null &&
    other.accessKeyId === null &&
    one.userArn === other.userArn &&
    one.lastRotatedAt?.getTime() === other.lastRotatedAt?.getTime()
  );
}

/** Reads the stale users of a scan one by one. */
export async function* readStaleUsers(
  reader: ReportReader,
  { scanId }: ScanSummary,
): AsyncGenerator<StaleUserFinding> {
  for await (const row of readRecords(await reader.readView('aws_staleuser_details', scanId)))
    if (row['is_stale'] === true) yield toStaleUser(row);
}

/** Reads the accounts that the scan should have read and has not; skipped ones are not among them. */
export async function readUnreadFindings(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<readonly UnreadAccountFinding[]> {
  const findings: UnreadAccountFinding[] = [];
  for (const account of await readUnreadAccounts(reader, summary)) {
    const { accountId, accountName, state, code, message } = account;
    if (state === 'skipped') continue;
    findings.push({
      accountId,
      accountName,
      organizationPath: null,
      state,
      code,
      message,
      advice: adviseOnCode(code, state),
      asOf: summary.asOf,
    });
  }
  return findings;
}

function toKeyFinding(row: FindingRecord, policy: Policy): KeyFinding {
  return {
    findingId: row['finding_id'] as number | null,
    severity: (row['severity'] as Severity | null | undefined) ?? judgeRow(row, policy),
    ...readSubject(row),
    isRoot: row['is_root'] as boolean,
    accessKeyId: row['access_key_id'] as string | null,
    status: row['status'] as string,
    lastRotatedAt: readTime(row, 'last_rotated_at'),
    ageDays: row['age_days'] as number | null,
    lastUsedAt: readTime(row, 'last_used_at'),
    daysSinceUsed: row['days_since_used'] as number | null,
    lastUsedRegion: row['last_used_region'] as string | null,
    lastUsedService: row['last_used_service'] as string | null,
    riskReasons: row['risk_reasons'] as readonly RiskReason[],
    firstFlaggedAt: readTime(row, 'first_flagged_at'),
    isNew: row['is_new'] as boolean,
  };
}

/** Facts of scans before there were severities have none. */
function judgeRow(row: FindingRecord, policy: Policy): Severity {
  const key = {
    accessKeyId: row['access_key_id'] as string | null,
    slot: row['key_slot'] as number,
    status: row['status'] as AccessKeyStatus,
    lastRotatedAt: readTime(row, 'last_rotated_at'),
    lastUsedAt: readTime(row, 'last_used_at'),
    lastUsedRegion: null,
    lastUsedService: null,
    riskReasons: row['risk_reasons'] as readonly RiskReason[],
    isHighRisk: true,
  };
  return judgeSeverity(key, policy, row['data_as_of'] as Date) ?? 'low';
}

function toStaleUser(row: FindingRecord): StaleUserFinding {
  return {
    ...readSubject(row),
    userCreatedAt: row['user_created_at'] as Date,
    passwordEnabled: row['password_enabled'] as boolean,
    lastLoginAt: readTime(row, 'last_login_at'),
    daysSinceLogin: row['days_since_login'] as number | null,
    lastActivityAt: readTime(row, 'last_activity_at'),
    daysSinceActivity: row['days_since_activity'] as number | null,
    mfaActive: row['mfa_active'] as boolean,
    activeKeyCount: row['active_key_count'] as number,
    staleReason: row['stale_reason'] as StaleUserFinding['staleReason'],
  };
}

function readSubject(row: FindingRecord) {
  return {
    accountId: row['account_id'] as string,
    accountName: row['account_name'] as string,
    organizationPath: readOptionalText(row, 'organization_path'),
    userName: row['user_name'] as string,
    userArn: row['user_arn'] as string,
    owner: readOptionalText(row, 'owner'),
    tags: readTags(row),
    dataAsOf: row['data_as_of'] as Date,
  };
}
