import {
  assignOwners,
  exemptsByTag,
  judgeAccount,
  listOwnedKeys,
  parseCredentialReport,
  readsUserTags,
  type AccountClaim,
  type AccountScanResult,
  type AccountSession,
  type CredentialReportReply,
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

/** The credential report of an account, as AWS made it. */
export type MadeReport = Extract<CredentialReportReply, { state: 'ready' }>;

/**
 * Reads one account by its credential report and judges it; writes nothing.
 *
 * @throws CredsweepError whatever AWS or the report made impossible, with its code
 */
export async function readAccount(
  claim: AccountClaim,
  session: AccountSession,
  { csv, generatedAt }: MadeReport,
  memory: AccountMemory,
  signal: AbortSignal,
): Promise<Omit<AccountScanResult, 'apiCalls'>> {
  const { policy, asOf } = claim;
  const report = parseCredentialReport(csv, claim.accountId, { acceptNoRows: session.live });
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
    reportGeneratedAt: generatedAt,
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
    judged,
    reportGeneratedAt: generatedAt,
    ownership: assignOwners(judged, { ...memory.owners, tagsOf }),
  };
}
