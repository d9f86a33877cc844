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
  type OwnerFacts,
  type Tags,
} from '@credsweep/core';
import { identifyKeys, recallKeyIds } from './identify-keys.ts';
import { readUserTags } from './read-user-tags.ts';

/** What the listing and the caller know of the owners in an account. */
export type KnownOwners = Omit<OwnerFacts, 'tagsOf'>;

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
  owners: KnownOwners,
  signal: AbortSignal,
): Promise<Omit<AccountScanResult, 'apiCalls'>> {
  const { policy, asOf } = claim;
  const report = parseCredentialReport(csv, claim.accountId, {
    acceptNoRows: session.live,
    isFile: !session.live,
  });
  const keys = { keys: listOwnedKeys(report), users: report.users, claim };
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
    ownership: assignOwners(judged, { ...owners, tagsOf }),
  };
}
