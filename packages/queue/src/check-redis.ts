import { createCheckWriter, toCredsweepError, type Check } from '@credsweep/core';

import { askRedis } from './ask-redis.ts';
import { classifyRedisFailure } from './classify-redis-failure.ts';
import { judgeRedis } from './judge-redis.ts';
import { parseRedisInfo } from './redis-info.ts';
import { parseRedisUrl, type RedisTarget } from './redis-target.ts';

/**
 * Checks a Redis for `credsweep doctor`: whether it answers and can hold the queue, what it does when its memory is
 * full, and what survives its restart. Changes nothing; takes 8 seconds at most.
 *
 * Of a Redis that does not answer there is one check, which failed.
 */
export async function checkRedis(url: string): Promise<readonly Check[]> {
  let target: RedisTarget;
  try {
    target = parseRedisUrl(url);
  } catch (thrown) {
    return [failBy('reachable', 'REDIS_URL cannot be used.', toCredsweepError(thrown))];
  }
  try {
    const facts = await askRedis(target, timeoutMs, async (client) => ({
      info: parseRedisInfo(await client.info()),
      // Hosted ones do not let their configuration be read.
      savePoints: await client.config('GET', 'save').then(readSavePoints, () => null),
    }));
    return judgeRedis(target.place, facts);
  } catch (thrown) {
    const { error } = classifyRedisFailure(target, thrown);
    return [failBy('reachable', `Redis at ${target.place} cannot be used.`, error)];
  }
}

function readSavePoints(reply: unknown): string | null {
  const value: unknown = Array.isArray(reply) ? reply[1] : undefined;
  return typeof value === 'string' ? value : null;
}

const { failBy } = createCheckWriter('queue');

const timeoutMs = 8_000;
