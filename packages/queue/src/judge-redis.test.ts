import { describe, expect, test } from 'vitest';
import { judgeRedis } from './judge-redis.ts';
import { parseRedisInfo } from './redis-info.ts';

const healthy = {
  redis_version: '8.2.3',
  redis_mode: 'standalone',
  role: 'master',
  maxmemory: '104857600',
  maxmemory_policy: 'noeviction',
  aof_enabled: '1',
  aof_last_write_status: 'ok',
  rdb_last_bgsave_status: 'ok',
};

function judge(change: Readonly<Record<string, string | undefined>>, savePoints: string | null) {
  const info = Object.entries({ ...healthy, ...change }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${value}`],
  );
  return judgeRedis('redis:6379/0', { info: parseRedisInfo(info.join('\r\n')), savePoints });
}

describe('a Redis', () => {
  test('that is as it should be is well', () => {
    expect(judge({}, '3600 1').map(({ name, verdict }) => [name, verdict])).toEqual([
      ['reachable', 'ok'],
      ['eviction', 'ok'],
      ['persistence', 'ok'],
    ]);
  });

  test.each<[string, Record<string, string | undefined>, number, string, RegExp]>([
    ['is too old', { redis_version: '6.0.16' }, 0, 'failed', /6\.2 or later/],
    ['is a cluster', { redis_mode: 'cluster' }, 0, 'failed', /single primary/],
    ['is a replica', { role: 'slave' }, 0, 'failed', /its primary/],
    ['drops keys when full', { maxmemory_policy: 'allkeys-lru' }, 1, 'failed', /drops jobs/],
    [
      'would drop keys, had it a limit',
      { maxmemory_policy: 'volatile-lru', maxmemory: '0' },
      1,
      'warning',
      /no effect/,
    ],
    ['does not tell its policy', { maxmemory_policy: undefined }, 1, 'warning', /does not tell/],
    ['cannot write its log', { aof_last_write_status: 'err' }, 2, 'failed', /append-only file/],
    ['cannot write snapshots', { rdb_last_bgsave_status: 'err' }, 2, 'failed', /last snapshot/],
  ])('that %s is told so', (_what, change, index, verdict, found) => {
    expect(judge(change, '3600 1')[index]).toMatchObject({
      verdict,
      found: expect.stringMatching(found),
    });
  });

  test.each([
    ['3600 1', /Only snapshots/],
    ['', /lost every job/],
    [null, /does not tell whether/],
  ])('without an append-only file and with snapshots at %o is warned of', (savePoints, found) => {
    expect(judge({ aof_enabled: '0' }, savePoints)[2]).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(found),
    });
  });
});
