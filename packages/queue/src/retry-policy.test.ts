import { describe, expect, test } from 'vitest';

import { calculateRetryDelay } from './retry-policy.ts';

describe('calculateRetryDelay', () => {
  test.each([
    [1, 5000],
    [2, 10_000],
    [5, 80_000],
    [6, 160_000],
    [7, 300_000],
    [1000, 300_000],
  ])('after %i failed attempts the pause is at most %i ms', (failedAttempts, fullMs) => {
    expect(calculateRetryDelay(failedAttempts, 5000, 0)).toBe(fullMs);
    expect(calculateRetryDelay(failedAttempts, 5000, 1)).toBe(fullMs / 2);
  });

  test('a pause is a whole number of milliseconds', () => {
    expect(calculateRetryDelay(1, 333, 0.123_456)).toBe(312);
  });
});
