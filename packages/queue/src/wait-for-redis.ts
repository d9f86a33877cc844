import { CredsweepError } from '@credsweep/core';

import { askRedis } from './ask-redis.ts';
import { classifyRedisFailure } from './classify-redis-failure.ts';
import { findRedisObstacle, parseRedisInfo, type RedisInfo } from './redis-info.ts';
import type { RedisTarget } from './redis-target.ts';
import { retryUntil } from './retry-until.ts';
import type { ReportTrouble } from './report-trouble.ts';

/**
 * Waits until Redis answers and is one that can hold the queue; a client of its own asks, and is closed.
 *
 * Rejects with `redis_unreachable` at the deadline, at once with `redis_url_invalid` or `redis_unsuitable`.
 */
export async function waitForRedis(
  target: RedisTarget,
  deadline: number,
  reportTrouble: ReportTrouble,
): Promise<void> {
  const info = await retryUntil(
    { deadline, isFinal: (failure) => !classifyRedisFailure(target, failure).transient },
    async (remainingMs) =>
      parseRedisInfo(
        await askRedis(target, Math.min(remainingMs, attemptMs), (client) => client.info()),
      ),
  ).catch((failure: unknown) => {
    throw classifyRedisFailure(target, failure).error;
  });
  refuseUnsuitable(target, info);
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    const message = `maxmemory-policy is ${policy}: Redis may drop jobs when its memory is full; set it to noeviction`;
    reportTrouble(`Redis at ${target.place}`, message);
  }
}

function refuseUnsuitable(target: RedisTarget, info: RedisInfo): void {
  const obstacle = findRedisObstacle(info);
  if (obstacle === null) return;
  throw new CredsweepError(
    'redis_unsuitable',
    `Redis at ${target.place} cannot hold the queue: ${obstacle}.`,
    { details: { place: target.place } },
  );
}

const attemptMs = 5000;
