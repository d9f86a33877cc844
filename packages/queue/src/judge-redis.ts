import { createCheckWriter, type Check } from '@credsweep/core';

import { findRedisObstacle, type RedisInfo } from './redis-info.ts';

/** What a Redis tells of itself. */
export type RedisFacts = {
  readonly info: RedisInfo;
  /** The points at which it makes snapshots, such as `3600 1`; empty: never; null: it does not tell. */
  readonly savePoints: string | null;
};

/** Says what the facts of a Redis mean for the queue. */
export function judgeRedis(place: string, facts: RedisFacts): readonly Check[] {
  const { info } = facts;
  const version = info.get('redis_version') ?? 'of an unknown version';
  const obstacle = findRedisObstacle(info);
  const reachable =
    obstacle === null
      ? ok('reachable', `Redis ${version} answers at ${place}.`)
      : fail('reachable', `Redis at ${place} cannot hold the queue: ${obstacle}.`, {
          code: 'redis_unsuitable',
          advice:
            'Give REDIS_URL of a single primary of Redis 6.2 or later, or leave it unset to keep the queue in PostgreSQL.',
        });
  return [reachable, judgeEviction(info), judgePersistence(facts)];
}

/** A Redis that drops keys when it is full drops jobs, silently; without a limit it never is full in its own eyes. */
function judgeEviction(info: RedisInfo): Check {
  const name = 'eviction';
  const policy = info.get('maxmemory_policy');
  if (policy === undefined) {
    return warn(
      name,
      'Redis does not tell its maxmemory-policy.',
      'Make sure that it is noeviction.',
    );
  }
  if (policy === 'noeviction') return ok(name, 'maxmemory-policy is noeviction.');
  const advice =
    'Set maxmemory-policy to noeviction, in redis.conf, by CONFIG SET, or in the parameter group of a hosted Redis.';
  return info.get('maxmemory') === '0'
    ? warn(name, `maxmemory-policy is ${policy}, which has no effect while maxmemory is 0.`, advice)
    : fail(name, `maxmemory-policy is ${policy}: Redis drops jobs when its memory is full.`, {
        code: 'redis_unsuitable',
        advice,
      });
}

function judgePersistence({ info, savePoints }: RedisFacts): Check {
  const name = 'persistence';
  const hasAppendOnlyFile = info.get('aof_enabled') === '1';
  if (hasAppendOnlyFile && info.get('aof_last_write_status') === 'err')
    return failToWrite('append-only file');
  if (info.get('rdb_last_bgsave_status') === 'err' && savePoints !== '')
    return failToWrite('last snapshot');
  if (hasAppendOnlyFile) return ok(name, 'The append-only file is on.');
  const found =
    savePoints === ''
      ? 'Nothing is written to disk: a Redis that restarts has lost every job.'
      : savePoints === null
        ? 'The append-only file is off, and Redis does not tell whether it makes snapshots.'
        : 'Only snapshots are made: a Redis that restarts has lost the jobs since the last one.';
  return warn(
    name,
    found,
    'Set appendonly to yes. Without it no scan is lost, because the ledger in PostgreSQL enqueues lost accounts anew, but that takes a minute.',
  );
}

function failToWrite(what: string): Check {
  return fail('persistence', `Redis could not write its ${what}, and so refuses new jobs.`, {
    code: 'redis_unsuitable',
    advice: 'Look at the log of Redis; usual causes are a full disk and a folder without rights.',
  });
}

const { ok, warn, fail } = createCheckWriter('queue');
