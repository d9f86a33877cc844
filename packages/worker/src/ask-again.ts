import { toCredsweepError } from '@credsweep/core';

/** Asks once more after a failure that may pass: for one answer out of hundreds the account is not begun anew. */
export async function askAgain<Answer>(
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (thrown) {
    if (signal.aborted || !toCredsweepError(thrown).retryable) throw thrown;
    return ask();
  }
}

/** IAM's limits are per account, so one account is asked gently. */
export const maxConcurrentUsers = 4;
