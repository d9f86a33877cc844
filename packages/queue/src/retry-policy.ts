import type { JobsOptions } from 'bullmq';

/** How often a job is tried, and the pause before its second attempt. */
export type RetryPolicy = { readonly attempts: number; readonly backoffMs: number };

/** Six attempts over about two minutes. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 6, backoffMs: 5000 };

/** Gives the BullMQ options of a job that is tried again with growing pauses. */
export function retryOptions(policy: RetryPolicy): Pick<JobsOptions, 'attempts' | 'backoff'> {
  return {
    attempts: policy.attempts,
    backoff: { type: 'capped-exponential', delay: policy.backoffMs },
  };
}

/**
 * Gives the pause after the given number of failed attempts: it doubles up to five minutes, and
 * jitter takes off up to half. In whole milliseconds, since PostgreSQL rejects others.
 */
export function calculateRetryDelay(
  failedAttempts: number,
  backoffMs: number,
  random: number,
): number {
  const fullMs = Math.min(backoffMs * 2 ** (failedAttempts - 1), maxDelayMs);
  return Math.round(fullMs * (1 - jitter * random));
}

const maxDelayMs = 300_000;
const jitter = 0.5;
