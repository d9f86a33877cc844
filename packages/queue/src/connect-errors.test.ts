import { createServer, type AddressInfo } from 'node:net';

import { CredsweepError, type ErrorCode } from '@credsweep/core';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  createNamespace,
  findFreePort,
  type QueueServers,
  type RedisServer,
  startQueueServers,
  startRedisServer,
} from '@credsweep/testkit';
import { connectQueue, type QueueBackend, type QueueTrouble } from './index.ts';

let servers: QueueServers;
let lockedRedis: RedisServer | null;
let database: string;

beforeAll(async () => {
  servers = await startQueueServers();
  lockedRedis = await startRedisServer([
    '--requirepass',
    'right',
    '--maxmemory',
    '50mb',
    '--maxmemory-policy',
    'allkeys-lru',
  ]);
  database = await servers.postgres.createDatabase();
  const client = new pg.Client(servers.postgres.url('postgres'));
  await client.connect();
  await client.query(
    `CREATE ROLE app LOGIN PASSWORD 'right'; CREATE ROLE reader LOGIN PASSWORD 'right'`,
  );
  await client.query(
    `GRANT CREATE, TEMPORARY ON DATABASE ${new URL(database).pathname.slice(1)} TO app`,
  );
  await client.end();
}, 60_000);

afterAll(() => Promise.all([servers.stop(), lockedRedis?.stop()]));

/** A wrong password or URL is not tried again: well within the 30 s that a missing server is waited for. */
const atOnceMs = 6000;

describe('connecting to Redis says what is wrong', { timeout: 30_000 }, () => {
  test.for<[string, (port: number) => string, ErrorCode, RegExp]>([
    [
      'a wrong password',
      (port) => `redis://:s3cret@127.0.0.1:${port}`,
      'redis_url_invalid',
      /WRONGPASS.*Check the user name and password/,
    ],
    [
      'no password',
      (port) => `redis://127.0.0.1:${port}`,
      'redis_url_invalid',
      /NOAUTH.*Check the user name and password/,
    ],
    [
      'a database that does not exist',
      (port) => `redis://:right@127.0.0.1:${port}/99`,
      'redis_url_invalid',
      /DB index.*\/0/,
    ],
    ['nonsense', () => 'nonsense', 'redis_url_invalid', /not a URL/],
  ])('%s', async ([, url, code, message], { skip }) => {
    if (lockedRedis === null) return skip('no redis-server');
    await expectRefusal(
      { kind: 'redis', url: url(lockedRedis.port) },
      { code, message, withinMs: atOnceMs },
    );
  });

  test.each<[string, () => Promise<string>, ErrorCode, RegExp]>([
    [
      'a closed port',
      async () => `redis://:s3cret@127.0.0.1:${await findFreePort()}`,
      'redis_unreachable',
      /ECONNREFUSED.*Check that Redis runs/,
    ],
    [
      'a host that does not exist',
      async () => 'redis://:s3cret@no-such-host.invalid',
      'redis_unreachable',
      /ENOTFOUND|EAI_AGAIN/,
    ],
  ])('%s is waited for, then told', async (_name, url, code, message) => {
    await expectRefusal(
      { kind: 'redis', url: await url() },
      { code, message, withinMs: 4000, backendTimeoutMs: 1500 },
    );
  });

  test('TLS to a Redis without TLS', async ({ skip }) => {
    if (servers.redis === null) return skip('no redis-server');
    const url = `rediss://:s3cret@127.0.0.1:${servers.redis.port}`;
    const message = /if this server does not speak TLS, write redis:/;
    await expectRefusal(
      { kind: 'redis', url },
      { code: 'redis_unreachable', message, withinMs: 4000, backendTimeoutMs: 1500 },
    );
  });

  test('something else than Redis on the port', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await expectRefusal(
      { kind: 'redis', url: `redis://127.0.0.1:${port}` },
      { code: 'redis_unsuitable', message: /Something else/, withinMs: atOnceMs },
    );
    server.close();
  });

  test('a server that accepts and never answers', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const expected = {
      code: 'redis_unreachable',
      message: /no answer/,
      withinMs: 4000,
      backendTimeoutMs: 1500,
    } as const;
    await expectRefusal({ kind: 'redis', url: `redis://127.0.0.1:${port}` }, expected);
    server.close();
  });

  test('a Redis that may evict jobs is used, and told of', async ({ skip }) => {
    if (lockedRedis === null) return skip('no redis-server');
    const troubles: QueueTrouble[] = [];
    const connection = await connectQueue({
      backend: { kind: 'redis', url: `redis://:right@127.0.0.1:${lockedRedis.port}` },
      namespace: createNamespace(),
      onTrouble: (trouble) => troubles.push(trouble),
    });
    await connection.close();
    expect(troubles).toMatchObject([
      { message: expect.stringContaining('maxmemory-policy is allkeys-lru') },
    ]);
  });

  test('a replica is refused', async ({ skip }) => {
    if (servers.redis === null) return skip('no redis-server');
    const replica = await startRedisServer(['--replicaof', `127.0.0.1 ${servers.redis.port}`]);
    await expectRefusal(
      { kind: 'redis', url: replica?.url ?? '' },
      { code: 'redis_unsuitable', message: /replica; use its primary/, withinMs: atOnceMs },
    );
    await replica?.stop();
  });
});

describe('connecting to PostgreSQL says what is wrong', { timeout: 30_000 }, () => {
  test.each<[string, () => string, ErrorCode, RegExp]>([
    [
      'a wrong password',
      () => withUser('app', 's3cret'),
      'database_denied',
      /password authentication failed.*Check the user name/,
    ],
    [
      'no password',
      () => withUser('app', ''),
      'database_denied',
      /Check the user name and password/,
    ],
    [
      'a user that may not create the schema',
      () => withUser('reader', 'right'),
      'database_denied',
      /permission denied.*GRANT CREATE/,
    ],
    [
      'a database that does not exist',
      () => servers.postgres.url('nowhere'),
      'database_url_invalid',
      /"nowhere" does not exist.*Create the database/,
    ],
    [
      'TLS to a PostgreSQL without TLS',
      () => `${database}?sslmode=verify-full`,
      'database_unreachable',
      /does not support SSL.*sslmode=disable/,
    ],
    ['nonsense', () => 'nonsense', 'database_url_invalid', /not a URL/],
  ])('%s', async (_name, url, code, message) => {
    await expectRefusal({ kind: 'postgres', url: url() }, { code, message, withinMs: atOnceMs });
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      'a closed port',
      async () => `postgres://app:s3cret@127.0.0.1:${await findFreePort()}/x`,
      /ECONNREFUSED.*Check that PostgreSQL runs/,
    ],
    [
      'a host that does not exist',
      async () => 'postgres://app:s3cret@no-such-host.invalid/x',
      /ENOTFOUND|EAI_AGAIN/,
    ],
  ])('%s is waited for, then told', async (_name, url, message) => {
    const expected = {
      code: 'database_unreachable',
      message,
      withinMs: 4000,
      backendTimeoutMs: 1500,
    } as const;
    await expectRefusal({ kind: 'postgres', url: await url() }, expected);
  });

  test('a user with CREATE on the database is enough, and once the schema is there even that is not needed', async () => {
    const options = {
      backend: { kind: 'postgres', url: withUser('app', 'right') },
      namespace: createNamespace(),
    } as const;
    await (await connectQueue(options)).close();
    const client = new pg.Client(database);
    await client.connect();
    await client.query(`REVOKE CREATE ON DATABASE ${new URL(database).pathname.slice(1)} FROM app`);
    await client.end();
    const connection = await connectQueue(options);
    await connection.queue.enqueueClosing(1);
    await connection.close();
  });

  test('several programs that start at once on an empty database all connect', async () => {
    const backend = { kind: 'postgres', url: await servers.postgres.createDatabase() } as const;
    const starts = Array.from({ length: 4 }, () =>
      connectQueue({ backend, namespace: createNamespace() }),
    );
    for (const connection of await Promise.all(starts)) await connection.close();
  });

  test('options in the URL keep the queue working', async () => {
    const url = `${await servers.postgres.createDatabase()}?options=-c%20work_mem%3D8MB`;
    const connection = await connectQueue({
      backend: { kind: 'postgres', url },
      namespace: createNamespace(),
    });
    await connection.queue.enqueueClosing(1);
    await connection.close();
  });
});

describe.each(['redis', 'postgres'] as const)(
  'a %s that starts later',
  { timeout: 60_000 },
  (kind) => {
    test('is waited for', async (context) => {
      const server = kind === 'redis' ? servers.redis : servers.postgres;
      if (server === null) return context.skip('no redis-server');
      const url =
        kind === 'redis' ? (servers.redis?.url ?? '') : await servers.postgres.createDatabase();
      await server.kill();
      const connecting = connectQueue({ backend: { kind, url }, namespace: createNamespace() });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await server.restart({ keepData: true });
      const connection = await connecting;
      await connection.queue.enqueueClosing(1);
      await connection.close();
    });
  },
);

function withUser(user: string, password: string): string {
  const url = new URL(database);
  url.username = user;
  url.password = password;
  return url.href;
}

async function expectRefusal(
  backend: QueueBackend,
  expected: {
    readonly code: ErrorCode;
    readonly message: RegExp;
    readonly withinMs: number;
    readonly backendTimeoutMs?: number;
  },
): Promise<void> {
  const startedAt = Date.now();
  const { withinMs, backendTimeoutMs } = expected;
  const timeout = backendTimeoutMs === undefined ? {} : { backendTimeoutMs };
  const failure: unknown = await connectQueue({
    backend,
    namespace: createNamespace(),
    ...timeout,
  }).then(
    () => 'connected',
    (thrown: unknown) => thrown,
  );
  expect(failure).toBeInstanceOf(CredsweepError);
  expect(failure).toMatchObject({
    code: expected.code,
    message: expect.stringMatching(expected.message),
  });
  expect(String(failure)).not.toContain('s3cret');
  expect(Date.now() - startedAt).toBeLessThan(withinMs);
}
