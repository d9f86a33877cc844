import {
  CredsweepError,
  type AccountClaim,
  type AccountSession,
  type CredentialReportReply,
  type JobRun,
} from '@credsweep/core';

/**
 * Asks for the credential report of an account until it is there, and holds no slot in between. Where AWS needs longer
 * than some seconds, or the job may not pause, it says when to come back.
 *
 * @throws CredsweepError whatever made it impossible; `report_unavailable` after a quarter of an hour
 */
export async function awaitReport(
  claim: AccountClaim,
  session: AccountSession,
  run: Pick<JobRun, 'signal' | 'pause'>,
  now: () => Date,
): Promise<CredentialReportReply> {
  for (;;) {
    const reply = await session.fetchCredentialReport(run.signal);
    if (reply.state === 'ready') return reply;
    const waitedMs = now().getTime() - claim.firstClaimedAt.getTime();
    if (waitedMs > maxReportWaitMs) throw reportUnavailable(claim.accountId, waitedMs);
    if (reply.retryAfterMs > longestPauseMs || !(await run.pause(reply.retryAfterMs))) return reply;
  }
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
/** Whoever waits longer leaves the account to the queue, where it outlives this process. */
const longestPauseMs = 5_000;
