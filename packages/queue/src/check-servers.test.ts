import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { type QueueServers, startQueueServers, startRedisServer } from '@credsweep/testkit';
import { checkPostgresQueue } from './check-postgres-queue.ts';
import { checkRedis } from './check-redis.ts';
import { connectQueue } from './index.ts';

let servers: QueueServers;

beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers.stop());

describe('checking a Redis', () => {
  test('finds nothing amiss in one with an append-only file and noeviction', async (context) => {
    if (servers.redis === null) return context.skip('no redis-server');
    const checks = await checkRedis(servers.redis.url);
    expect(checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['reachable', 'ok'],
      ['eviction', 'ok'],
      ['persistence', 'ok'],
    ]);
  });

  test('finds one that may drop jobs and keeps nothing', async (context) => {
    const redis = await startRedisServer(
      '--appendonly no --requirepass s3cret --maxmemory 50mb --maxmemory-policy allkeys-lru'.split(
        ' ',
      ),
    );
    if (redis === null) return context.skip('no redis-server');
    onTestFinished(() => redis.stop());
    const { port } = redis;
    const checks = await checkRedis(`redis://:s3cret@127.0.0.1:${port}`);
    expect(checks).toMatchObject([
      { name: 'reachable', verdict: 'ok' },
      { name: 'eviction', verdict: 'failed', code: 'redis_unsuitable' },
      { name: 'persistence', verdict: 'warning', found: expect.stringMatching(/every job/) },
    ]);
    const refused = await checkRedis(`redis://:wr0ng@127.0.0.1:${port}`);
    expect(refused).toMatchObject([{ name: 'reachable', code: 'redis_url_invalid' }]);
    expect(JSON.stringify([...checks, ...refused])).not.toMatch(/s3cret|wr0ng/);
  });

  test('reads no configuration where that is forbidden, and still says what it knows', async (context) => {
    const redis = await startRedisServer(['--appendonly', 'no', '--rename-command', 'CONFIG', '']);
    if (redis === null) return context.skip('no redis-server');
    onTestFinished(() => redis.stop());
    expect((await checkRedis(redis.url)).at(-1)).toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(/does not tell/),
    });
  });

  test.each([
    ['http://127.0.0.1:1', 'redis_url_invalid'],
    ['redis://user:s3cret@127.0.0.1:1', 'redis_unreachable'],
  ])('fails at %s', async (url, code) => {
    const checks = await checkRedis(url);
    expect(checks).toMatchObject([{ name: 'reachable', verdict: 'failed', code }]);
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });

  test('does not wait for ever for one that takes connections and says nothing', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as AddressInfo;
    expect(await checkRedis(`redis://127.0.0.1:${port}`)).toMatchObject([
      { verdict: 'failed', code: 'redis_unreachable' },
    ]);
  });
});

describe('checking the queue in PostgreSQL', () => {
  test('finds one that can be made, makes none, and finds the one that a worker made', async () => {
    const url = await servers.postgres.createDatabase();
    expect(await checkPostgresQueue(url)).toMatchObject([
      { name: 'rights', verdict: 'ok' },
      { name: 'schema', verdict: 'ok', found: expect.stringMatching(/makes its schema/) },
    ]);
    expect(await ask(url, `select to_regnamespace('bullmq') as found`)).toEqual([{ found: null }]);

    const queue = await connectQueue({ backend: { kind: 'postgres', url }, namespace: 'doctor' });
    await queue.close();
    expect(await checkPostgresQueue(url)).toMatchObject([
      { name: 'rights', verdict: 'ok' },
      { name: 'schema', verdict: 'ok', found: expect.stringMatching(/version \d+/) },
    ]);
  });

  test('finds a role that may not keep a queue', async () => {
    const url = await servers.postgres.createDatabase();
    await ask(url, `create role visitor login password 'right'`);
    const asVisitor = new URL(url);
    asVisitor.username = 'visitor';
    asVisitor.password = 'right';
    expect(await checkPostgresQueue(asVisitor.href)).toMatchObject([
      { name: 'rights', verdict: 'failed', code: 'database_denied' },
      { name: 'schema', verdict: 'ok' },
    ]);
  });

  test.each([
    ['redis://x', 'database_url_invalid'],
    ['postgres://u:s3cret@127.0.0.1:1/x', 'database_unreachable'],
  ])('fails at %s', async (url, code) => {
    const checks = await checkPostgresQueue(url);
    expect(checks).toMatchObject([{ name: 'reachable', verdict: 'failed', code }]);
    expect(JSON.stringify(checks)).not.toContain('s3cret');
  });
});

async function ask(url: string, sql: string): Promise<readonly unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
