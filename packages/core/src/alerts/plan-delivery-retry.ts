import type { CredsweepError } from '../credsweep-error.ts';

/** What becomes of a message that was not accepted. */
export type DeliveryRetry =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly attemptSpent: boolean }
  | { readonly kind: 'give_up' };

/**
 * Says when a message is tried again: after pauses that grow up to an hour, for a day; at once for good when the
 * receiver refused it. A receiver that names a time is not asked before it.
 *
 * @param attempts made so far, the failed one among them
 * @param random from 0 to 1; takes off up to half of a pause
 */
export function planDeliveryRetry(
  error: CredsweepError,
  attempts: number,
  firstAttemptAt: Date,
  now: Date,
  random: number,
): DeliveryRetry {
  if (!error.retryable) return { kind: 'give_up' };
  const isBusy = error.code === 'alert_channel_busy';
  const growing = Math.min(firstPauseMs * 2 ** (Math.max(attempts, 1) - 1), longestPauseMs);
  const asked = readRetryAfter(error) ?? (isBusy ? busyPauseMs : 0);
  const delayMs = Math.round(isBusy ? asked : Math.max(growing * (1 - random / 2), asked));
  const waitedMs = now.getTime() - firstAttemptAt.getTime();
  return waitedMs + delayMs > patienceMs
    ? { kind: 'give_up' }
    : { kind: 'retry', delayMs, attemptSpent: !isBusy };
}

function readRetryAfter({ details }: CredsweepError): number | null {
  const value = details['retryAfterMs'];
  return typeof value === 'number' && value >= 0 ? value : null;
}

const firstPauseMs = 5_000;
const longestPauseMs = 3_600_000;
const busyPauseMs = 30_000;
const patienceMs = 24 * 3_600_000;
