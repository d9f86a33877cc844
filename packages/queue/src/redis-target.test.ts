import { describe, expect, test } from 'vitest';

import { parseRedisUrl } from './redis-target.ts';

describe('parseRedisUrl', () => {
  test.each([
    ['redis://cache', 'cache:6379/0', { host: 'cache', port: 6379, db: 0 }],
    [
      'redis://:p%40ss@cache:7000/3',
      'cache:7000/3',
      { host: 'cache', port: 7000, db: 3, password: 'p@ss' },
    ],
    [
      'redis://app:pw@[::1]:6379',
      '[::1]:6379/0',
      { host: '::1', port: 6379, db: 0, username: 'app', password: 'pw' },
    ],
    [
      'rediss://cache.example',
      'cache.example:6379/0',
      { host: 'cache.example', port: 6379, db: 0, tls: { servername: 'cache.example' } },
    ],
    ['rediss://10.0.0.1', '10.0.0.1:6379/0', { host: '10.0.0.1', port: 6379, db: 0, tls: {} }],
    ['redis://cache?family=6', 'cache:6379/0', { host: 'cache', port: 6379, db: 0, family: 6 }],
  ])('%s is understood', (url, place, connection) => {
    expect(parseRedisUrl(url)).toMatchObject({ place, connection });
  });

  test.each([
    ['', 'not a URL'],
    ['cache:6379', 'does not start with redis'],
    ['http://cache', 'does not start with redis'],
    ['redis:///0', 'names no host'],
    ['redis://cache/main', 'not the number of a database'],
    ['redis://cache:99999', 'not a URL'],
    ['redis://:s3cret%zz@cache', 'not percent-encoded'],
    ['redis://:s3cret@cache?keyPrefix=x', '"keyPrefix" is not supported'],
  ])('%s is refused: %s', (url, reason) => {
    const parse = (): unknown => parseRedisUrl(url);
    expect(parse).toThrow(reason);
    expect(parse).toThrow(
      expect.objectContaining({
        code: 'redis_url_invalid',
        message: expect.not.stringContaining('s3cret'),
      }),
    );
  });
});
