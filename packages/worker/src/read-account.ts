import {
  assignOwners,
  CredsweepError,
  exemptsByTag,
  judgeAccount,
  listOwnedKeys,
  parseCredentialReport,
  readsUserTags,
  type AccountClaim,
  type AccountScanResult,
  type AccountSession,
  type KeyMemory,
  type OwnerFacts,
  type Tags,
} from '@credsweep/core';
import { identifyKeys, recallKeyIds } from './identify-keys.ts';
import { readUserTags } from './read-user-tags.ts';

/** What earlier scans, the listing and the caller know of an account. */
export type AccountMemory = {
  readonly keys: KeyMemory;
  readonly owners: Omit<OwnerFacts, 'tagsOf'>;
};

/** What came of reading an account. */
export type AccountReading =
  | ({ readonly kind: 'read' } & Omit<AccountScanResult, 'apiCalls'>)
  | { readonly kind: 'generating'; readonly retryAfterMs: number };

/**
 * Reads one account and judges it; writes nothing.
 *
 * @throws CredsweepError whatever AWS or the report made impossible, with its code
 */
export async function readAccount(
  claim: AccountClaim,
  session: AccountSession,
  memory: AccountMemory,
  now: Date,
  signal: AbortSignal,
): Promise<AccountReading> {
  const reply = await session.fetchCredentialReport(signal);
  if (reply.state === 'generating') {
    const waitedMs = now.getTime() - claim.firstClaimedAt.getTime();
    if (waitedMs > maxReportWaitMs) throw reportUnavailable(claim.accountId, waitedMs);
    return { kind: 'generating', retryAfterMs: reply.retryAfterMs };
  }
  const { policy, asOf } = claim;
  const report = parseCredentialReport(reply.csv, claim.accountId, { acceptNoRows: session.live });
  const keys = { keys: listOwnedKeys(report), users: report.users, memory: memory.keys };
  let tagsOf: ReadonlyMap<string, Tags> = new Map();
  // Before keys are identified: those that a tag exempts need no confirmation.
  if (session.live && exemptsByTag(policy))
    tagsOf = await readUserTags(
      judgeAccount(report, recallKeyIds(keys), policy, asOf),
      tagsOf,
      session,
      signal,
    );
  const identified = await identifyKeys({
    ...keys,
    reportGeneratedAt: reply.generatedAt,
    claim,
    session,
    tagsOf,
    signal,
  });
  const judge = () => judgeAccount(report, identified, policy, asOf, tagsOf);
  if (session.live && readsUserTags(claim))
    tagsOf = await readUserTags(judge(), tagsOf, session, signal);
  const judged = judge();
  return {
    kind: 'read',
    judged,
    reportGeneratedAt: reply.generatedAt,
    ownership: assignOwners(judged, { ...memory.owners, tagsOf }),
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
