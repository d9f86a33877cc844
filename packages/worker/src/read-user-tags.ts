import type { AccountSession, JudgedAccount, Tags } from '@credsweep/core';
import pMap from 'p-map';
import { askAgain, maxConcurrentUsers } from './ask-again.ts';

/**
 * Adds the tags of flagged users (stale, or with a high-risk key) to those that were read: one call for each user whose
 * tags are not among them.
 *
 * No scan remembers tags for the next one, since they change without a trace in the credential report.
 */
export async function readUserTags(
  { users, accessKeys }: JudgedAccount,
  known: ReadonlyMap<string, Tags>,
  session: AccountSession,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Tags>> {
  const withHighRiskKey = new Set(
    accessKeys.filter(({ isHighRisk }) => isHighRisk).map(({ userArn }) => userArn),
  );
  const flagged = users.filter(
    ({ userArn, isStale }) => (isStale || withHighRiskKey.has(userArn)) && !known.has(userArn),
  );
  const read = await pMap(
    flagged,
    async ({ userArn, userName }) =>
      [userArn, await askAgain(signal, () => session.listUserTags(userName, signal))] as const,
    { concurrency: maxConcurrentUsers, signal },
  );
  return new Map([...known, ...read]);
}
