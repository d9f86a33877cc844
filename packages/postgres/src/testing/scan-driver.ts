import {
  CredsweepError,
  everyAccount,
  judgeAccount,
  listOwnedKeys,
  parseCredentialReport,
  policyPresets,
  type Account,
  type AccountClaim,
  type AccountScanJob,
  type AccountScanResult,
  type JudgedAccount,
  type OwnedAccessKey,
  type Policy,
  type Scan,
  type ScanSettings,
} from '@credsweep/core';
import type { PostgresLedger } from '../postgres-ledger.ts';
import { buildReportCsv, type ReportKey, type ReportUser } from './report-builder.ts';

/** The time of the tests' scans. */
export const testAsOf = new Date('2026-06-15T12:00:00.000Z');

/** The settings of the tests' scans. */
export const testSettings: ScanSettings = {
  selection: everyAccount,
  roleName: 'OrganizationAccountAccessRole',
  externalId: null,
  keyIds: 'flagged',
  reportsFolder: null,
};

/** An account of the tests' organization. */
export function buildAccount(accountId: string, changes: Partial<Account> = {}): Account {
  return {
    accountId,
    accountName: `Account ${Number(accountId)}`,
    email: `aws+${accountId}@corp.example`,
    state: 'ACTIVE',
    organizationPath: `o-example/r-root/ou-prod/${accountId}/`,
    joinedAt: new Date('2020-01-01T00:00:00Z'),
    ...changes,
  };
}

/** What IAM told of an account, and the ids of keys by `user slot`. */
export type AccountContent = {
  readonly users?: readonly ReportUser[];
  readonly rootKeys?: readonly ReportKey[];
  readonly keyIds?: Readonly<Record<string, string>>;
};

/** Reads and judges an account's report as a worker does. */
function judgeContent(
  accountId: string,
  content: AccountContent,
  policy: Policy = policyPresets.default,
  asOf = testAsOf,
): JudgedAccount {
  const report = parseCredentialReport(
    buildReportCsv(accountId, content.users ?? [], content.rootKeys ?? []),
    accountId,
  );
  const keys: readonly OwnedAccessKey[] = listOwnedKeys(report).map(({ owner, key }) => ({
    owner,
    key: { ...key, accessKeyId: content.keyIds?.[`${owner.userName} ${key.slot}`] ?? null },
  }));
  return judgeAccount(report, keys, policy, asOf);
}

/** What a worker hands over after it has read an account. */
export function buildResult(held: AccountClaim, content: AccountContent): AccountScanResult {
  return {
    judged: judgeContent(held.accountId, content, held.policy, held.asOf),
    reportGeneratedAt: new Date(held.asOf.getTime() - 3_600_000),
    apiCalls: {
      'sts:AssumeRole': 1,
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    },
  };
}

/** How a test's scan differs from an ordinary one. */
export type ScanChoices = {
  readonly asOf?: Date;
  readonly policy?: Policy;
  readonly organizationId?: string;
  /** Ids that the scan takes; default all that are listed. */
  readonly selected?: readonly string[];
};

/** Opens a scan and lists accounts in it; the listing stays open. */
export async function beginScan(
  ledger: PostgresLedger,
  accounts: readonly Account[],
  choices: ScanChoices = {},
): Promise<{ readonly scan: Scan; readonly jobs: readonly AccountScanJob[] }> {
  const scan = await ledger.openScan({
    policy: choices.policy ?? policyPresets.default,
    settings: testSettings,
    asOf: choices.asOf ?? testAsOf,
  });
  await ledger.recordOrganization(scan.scanId, {
    organizationId: choices.organizationId ?? 'o-example',
    kind: 'organization',
    managementAccountId: '000000000001',
    notice: null,
  });
  const selected = new Set(choices.selected ?? accounts.map((account) => account.accountId));
  const jobs = await ledger.addAccounts(scan.scanId, accounts, selected);
  return { scan, jobs };
}

/** Claims an account of a job that can be claimed. */
export async function claim(
  ledger: PostgresLedger,
  job: AccountScanJob | undefined,
): Promise<AccountClaim> {
  const claimed = job === undefined ? null : await ledger.claimAccount(job);
  if (claimed === null || claimed === 'busy')
    throw new Error(`The account ${job?.accountId} cannot be claimed`);
  return claimed;
}

/** What becomes of an account in a test's scan: what IAM told, an error, or nothing: it keeps waiting. */
export type WantedOutcome = AccountContent | CredsweepError | 'waiting';

/** Writes the wanted outcome of an account. */
export async function settle(
  ledger: PostgresLedger,
  job: AccountScanJob | undefined,
  outcome: WantedOutcome,
): Promise<void> {
  if (outcome === 'waiting') return;
  const claimed = await claim(ledger, job);
  if (outcome instanceof CredsweepError) {
    await ledger.saveFailed(claimed, outcome, { 'sts:AssumeRole': 1 });
  } else {
    await ledger.saveScanned(claimed, buildResult(claimed, outcome));
  }
}

/** Runs a whole scan of the organization that has exactly these accounts, and closes it; gives its id. */
export async function runScan(
  ledger: PostgresLedger,
  outcomes: Readonly<Record<string, WantedOutcome>>,
  choices: ScanChoices = {},
): Promise<number> {
  const accounts = Object.keys(outcomes).map((accountId) => buildAccount(accountId));
  const { scan, jobs } = await beginScan(ledger, accounts, choices);
  await ledger.endListing(scan.scanId, [], { 'organizations:ListAccounts': 1 });
  for (const job of jobs) await settle(ledger, job, outcomes[job.accountId] ?? {});
  await finishScan(ledger, scan.scanId);
  return scan.scanId;
}

/** Closes a scan of which no account waits. */
export async function finishScan(ledger: PostgresLedger, scanId: number): Promise<void> {
  if (!(await ledger.beginClosing(scanId)))
    throw new Error(`Scan ${scanId} is not ready to be closed`);
  await ledger.closeScan(scanId);
}

/** An error as a worker meets it when an account has no role to enter it by. */
export function roleMissing(accountId: string): CredsweepError {
  return new CredsweepError(
    'role_missing_or_denied',
    `The role of account ${accountId} cannot be assumed.`,
  );
}
