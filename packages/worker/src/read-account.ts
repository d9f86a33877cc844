import {
  CredsweepError,
  judgeAccount,
  listOwnedKeys,
  parseCredentialReport,
  type AccountClaim,
  type AccountSession,
  type JudgedAccount,
  type KeyMemory,
} from '@credsweep/core';
import { identifyKeys } from './identify-keys.ts';

/** What came of reading an account. */
export type AccountReading =
  | { readonly kind: 'read'; readonly judged: JudgedAccount; readonly reportGeneratedAt: Date }
  | { readonly kind: 'generating'; readonly retryAfterMs: number };

/**
 * Reads one account and judges it; writes nothing.
 *
 * @throws CredsweepError whatever AWS or the report made impossible, with its code
 */
export async function readAccount(
  claim: AccountClaim,
  session: AccountSession,
  memory: KeyMemory,
  now: Date,
  signal: AbortSignal,
): Promise<AccountReading> {
  const reply = await session.fetchCredentialReport(signal);
  if (reply.state === 'generating') {
    const waitedMs = now.getTime() - claim.firstClaimedAt.getTime();
    if (waitedMs > maxReportWaitMs) throw reportUnavailable(claim.accountId, waitedMs);
    return { kind: 'generating', retryAfterMs: reply.retryAfterMs };
  }
  const report = parseCredentialReport(reply.csv, claim.accountId, { acceptNoRows: session.live });
  const keys = await identifyKeys({
    keys: listOwnedKeys(report),
    users: report.users,
    reportGeneratedAt: reply.generatedAt,
    claim,
    session,
    memory,
    signal,
  });
  return {
    kind: 'read',
    judged: judgeAccount(report, keys, claim.policy, claim.asOf),
    reportGeneratedAt: reply.generatedAt,
  };
}

function reportUnavailable(accountId: string, waitedMs: number): CredsweepError {
  return new CredsweepError(
    'report_unavailable',
    `AWS has not finished the credential report of account ${accountId} in ${Math.round(waitedMs / 60_000)} minutes. ` +
      'It usually takes seconds. Scan the account again later; if it stays, ask AWS Support.',
    { details: { accountId, waitedMs } },
  );
}

const maxReportWaitMs = 15 * 60_000;
