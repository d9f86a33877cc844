import { describe, expect, test } from 'vitest';
import { CredsweepError } from '../credsweep-error.ts';
import { planDeliveryRetry } from './plan-delivery-retry.ts';

const begun = new Date('2026-06-15T12:00:00Z');
const after = (ms: number): Date => new Date(begun.getTime() + ms);
const unreachable = new CredsweepError('alert_channel_unreachable', 'away');
const busy = (retryAfterMs?: number): CredsweepError =>
  new CredsweepError('alert_channel_busy', 'busy', {
    details: retryAfterMs === undefined ? {} : { retryAfterMs },
  });

test.each([
  [1, 0, 5_000],
  [2, 0, 10_000],
  [2, 1, 5_000],
  [5, 0, 80_000],
  [20, 0, 3_600_000],
])('after attempt %i, with jitter %d, the pause is %i ms', (attempts, random, delayMs) => {
  expect(planDeliveryRetry(unreachable, attempts, begun, after(1000), random)).toEqual({
    kind: 'retry',
    delayMs,
    attemptSpent: true,
  });
});

test('a receiver that fails at every attempt is tried for a day, some thirty times', () => {
  let elapsedMs = 0;
  let attempts = 0;
  for (;;) {
    attempts += 1;
    const retry = planDeliveryRetry(unreachable, attempts, begun, after(elapsedMs), 0);
    if (retry.kind === 'give_up') break;
    elapsedMs += retry.delayMs;
  }
  expect(elapsedMs).toBeGreaterThan(22 * 3_600_000);
  expect(elapsedMs).toBeLessThanOrEqual(24 * 3_600_000);
  expect(attempts).toBeGreaterThan(25);
  expect(attempts).toBeLessThan(45);
});

test('a receiver that refuses is not asked again', () => {
  const refused = new CredsweepError('alert_channel_refused', 'gone');
  expect(planDeliveryRetry(refused, 1, begun, after(0), 0)).toEqual({ kind: 'give_up' });
});

describe('a receiver that names a time', () => {
  test('is asked after it, and its answer spends no attempt', () => {
    expect(planDeliveryRetry(busy(120_000), 3, begun, after(0), 1)).toEqual({
      kind: 'retry',
      delayMs: 120_000,
      attemptSpent: false,
    });
  });

  test('without a number is asked half a minute later', () => {
    expect(planDeliveryRetry(busy(), 9, begun, after(0), 0)).toMatchObject({ delayMs: 30_000 });
  });

  test('is given up when that is more than a day away', () => {
    expect(planDeliveryRetry(busy(90_000_000), 1, begun, after(0), 0)).toEqual({ kind: 'give_up' });
  });

  test('of a failure is asked no sooner than the growing pause', () => {
    const failed = (retryAfterMs: number): CredsweepError =>
      new CredsweepError('alert_channel_unreachable', 'down', { details: { retryAfterMs } });
    expect(planDeliveryRetry(failed(60_000), 1, begun, after(0), 0)).toMatchObject({
      delayMs: 60_000,
      attemptSpent: true,
    });
    expect(planDeliveryRetry(failed(1), 2, begun, after(0), 0)).toMatchObject({ delayMs: 10_000 });
  });
});
