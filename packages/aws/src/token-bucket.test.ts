import { expect, test } from 'vitest';
import { createTokenBucket, type TokenBucket } from './token-bucket.ts';

/** A bucket on a clock that moves only by sleeping, and the moments at which its tokens were given. */
function openBucket(limit: { readonly perSecond: number; readonly burst: number }): {
  readonly bucket: TokenBucket;
  readonly clock: { ms: number };
  takeAt(): Promise<number>;
} {
  const clock = { ms: 0 };
  const bucket = createTokenBucket(limit, {
    now: () => clock.ms,
    sleep: async (ms) => void (clock.ms += ms),
  });
  return {
    bucket,
    clock,
    takeAt: async () => {
      await bucket.take();
      return clock.ms;
    },
  };
}

test('a full bucket gives its burst at once, and then one token at a time', async () => {
  const { takeAt } = openBucket({ perSecond: 8, burst: 3 });
  const moments = [];
  for (let count = 0; count < 6; count += 1) moments.push(await takeAt());
  expect(moments).toEqual([0, 0, 0, 125, 250, 375]);
});

test('a pause fills the bucket to its burst, and not further', async () => {
  const { takeAt, clock } = openBucket({ perSecond: 8, burst: 2 });
  await takeAt();
  clock.ms = 60_000;
  const moments = [];
  for (let count = 0; count < 3; count += 1) moments.push(await takeAt());
  expect(moments).toEqual([60_000, 60_000, 60_125]);
});

test('those who ask at the same time are served one after the other', async () => {
  const waits: number[] = [];
  const bucket = createTokenBucket(
    { perSecond: 10, burst: 1 },
    { now: () => 0, sleep: async (ms) => void waits.push(ms) },
  );
  await Promise.all([bucket.take(), bucket.take(), bucket.take()]);
  expect(waits).toEqual([100, 200]);
});
