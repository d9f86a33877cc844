import { CredsweepError } from '@credsweep/core';
import { Redis } from 'ioredis';

import { classifyRedisFailure } from './classify-redis-failure.ts';
import type { RedisTarget } from './redis-target.ts';
import { retryUntil } from './retry-until.ts';
import { finishWithin } from './settle-within.ts';
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
    (remainingMs) => readInfo(target, Math.min(remainingMs, attemptMs)),
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

async function readInfo(
  target: RedisTarget,
  timeoutMs: number,
): Promise<ReadonlyMap<string, string>> {
  const client = new Redis({
    ...target.connection,
    lazyConnect: true,
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    connectTimeout: timeoutMs,
    retryStrategy: () => null,
  });
  // ioredis rejects with "Connection is closed" and gives the reason in an event; a database
  // number that does not exist is no rejection at all: it goes on with database 0.
  let reason: unknown;
  client.on('error', (failure: unknown) => {
    reason ??= failure;
  });
  try {
    const asked = (async () => {
      await client.connect();
      await client.ping();
      return client.info();
    })();
    const text = await finishWithin(timeoutMs, asked, () => {
      return Object.assign(new Error(`no answer within ${timeoutMs} ms`), { code: 'ETIMEDOUT' });
    });
    if (reason !== undefined) throw reason;
    return new Map(
      text
        .split(/\r?\n/)
        .map((line) => [line.split(':', 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]),
    );
  } catch (failure) {
    throw reason ?? failure;
  } finally {
    client.disconnect();
  }
}

function refuseUnsuitable(target: RedisTarget, info: ReadonlyMap<string, string>): void {
  const refuse = (reason: string): never => {
    throw new CredsweepError(
      'redis_unsuitable',
      `Redis at ${target.place} cannot hold the queue: ${reason}.`,
      {
        details: { place: target.place },
      },
    );
  };
  const version = info.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (version !== '' && (major < 6 || (major === 6 && minor < 2)))
    refuse(`it has version ${version}, and 6.2 or later is needed`);
  if (info.get('redis_mode') === 'cluster') refuse('it is a Redis Cluster; use a single primary');
  if (info.get('role') === 'slave') refuse('it is a replica; use its primary');
}

const attemptMs = 5000;
