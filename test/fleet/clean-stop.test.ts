import { buildScaledOrganization } from '@credsweep/simulator';
import { Redis } from 'ioredis';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort, type QueueServers, startQueueServers } from '@credsweep/testkit';
import { expectRightRows } from './expect-right-rows.ts';
import { measureHeap } from './measure-heap.ts';
import { openFleet, waitUntil, type Fleet } from './open-fleet.ts';
import { readLedger, waitForCompletion, waitForOutcomes } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

test.for(['redis', 'postgres'] as const)(
  'a worker on %s that is told to stop in the middle of a scan hands its accounts back, leaves nothing behind and ends by itself',
  { timeout: 90_000 },
  async (backend, { skip }) => {
    skip(backend === 'redis' && servers.redis === null, 'no redis-server');
    const organization = buildWorld();
    const latency = { minMs: 100, maxMs: 300 };
    const fleet = await openFleet({ organization, backend, servers, latency });
    const { pool } = fleet.database;
    try {
      const others = await readBackends(fleet);
      const scanId = await fleet.enqueueScan();
      // --trace-exit tells of a process that does not end by itself but is ended by process.exit.
      const port = String(await findFreePort());
      const worker = fleet.start(['worker', '--concurrency', '8', '--http-port', port], {
        NODE_OPTIONS: '--trace-exit',
      });
      await worker.waitForOutput(/Working with/);
      await waitForOutcomes(pool, scanId, 10, 30_000);
      // The test's own pool replaces a connection that was idle for long.
      const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
      const ours = new Set([...others, ...rows.map(({ pid }) => pid)]);
      const connected = (await readBackends(fleet)).filter((pid) => !ours.has(pid));
      expect(connected.length).toBeGreaterThan(0);
      if (backend === 'redis') expect((await readRedisClients()).length).toBeGreaterThan(0);
      expect(await readChildren(worker.pid)).toEqual([]);

      worker.kill('SIGTERM');
      const toldAt = Date.now();
      const { exitCode, signal, stderr } = await worker.ended;
      expect({ exitCode, signal }, stderr).toEqual({ exitCode: 0, signal: null });
      expect(Date.now() - toldAt).toBeLessThan(stopMs);
      expect(stderr).not.toContain('Exited the environment with code');
      // A server process that is in the middle of a statement notices only after it that its client has gone.
      await waitUntil('no connection to PostgreSQL is left', 15_000, async () => {
        const left = await readBackends(fleet);
        return connected.every((pid) => !left.includes(pid));
      });
      if (backend === 'redis') expect(await readRedisClients()).toEqual([]);
      await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow('fetch failed');

      // What it held is done by the next one without waiting for a lock, and no attempt was spent.
      await fleet.startWorker(16);
      const resumedAt = Date.now();
      await waitForCompletion(pool, scanId, 40_000);
      expect(Date.now() - resumedAt).toBeLessThan(25_000);
      await expectRightRows(pool, scanId, organization);
      const attempts = (await readLedger(pool, scanId)).map((row) => row.attempts);
      expect(Math.max(...attempts)).toBe(1);
    } finally {
      await fleet.close();
    }
  },
);

test(
  'a scan with the embedded PostgreSQL leaves no process behind',
  { timeout: 60_000 },
  async () => {
    const fleet = await openFleet({ organization: buildWorld(), backend: 'postgres', servers });
    try {
      const home = join(fleet.folder, 'home');
      const scan = fleet.start(['scan', '--format', 'json'], {
        DATABASE_URL: '',
        CREDSWEEP_HOME: home,
      });
      const server: number[] = [];
      await waitUntil('the embedded server runs', 20_000, async () => {
        const started = (await listProcesses()).filter(({ command }) => command.includes(home));
        server.push(...started.map(({ pid }) => pid));
        return started.length > 0;
      });
      const { exitCode, stderr } = await scan.ended;
      expect(exitCode, stderr).toBe(0);
      await waitUntil('no process of the embedded server is left', 10_000, async () => {
        return !(await listProcesses()).some(
          ({ pid, command }) => server.includes(pid) || command.includes(home),
        );
      });
    } finally {
      await fleet.close();
    }
  },
);

test(
  'a worker holds no more after 400 account scans than after 160',
  { timeout: 150_000 },
  async () => {
    const readings = await measureHeap({
      accounts: 40,
      usersPerAccount: 10,
      scans: 10,
      concurrency: 16,
    });
    const heaps = readings.map(({ heapMb }) => heapMb);
    const warm = Math.max(...heaps.slice(3, 5));
    const last = Math.min(...heaps.slice(-2));
    expect(heaps).toHaveLength(10);
    expect(last - warm, heaps.join(' ')).toBeLessThan(maxHeapGrowthMb);
  },
);

function buildWorld(): ReturnType<typeof buildScaledOrganization> {
  return buildScaledOrganization({
    accounts: 80,
    usersPerAccount: 3,
    now: new Date(Math.floor(Date.now() / 1000) * 1000),
  });
}

/** Process ids of the server behind all connections to the fleet's database. */
async function readBackends(fleet: Fleet): Promise<readonly number[]> {
  const client = new pg.Client(servers.postgres.url('postgres'));
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      'select pid from pg_stat_activity where datname = $1',
      [new URL(fleet.database.url).pathname.slice(1)],
    );
    return rows.map(({ pid }) => pid);
  } finally {
    await client.end();
  }
}

/** Everybody who is connected to Redis, but for the one who asks. */
async function readRedisClients(): Promise<readonly string[]> {
  const client = new Redis(servers.redis?.url ?? '');
  const own = await client.client('ID');
  const list = String(await client.client('LIST'));
  client.disconnect();
  return list.split('\n').filter((line) => line !== '' && !line.startsWith(`id=${own} `));
}

async function readChildren(pid: number): Promise<readonly string[]> {
  return (await listProcesses())
    .filter((process) => process.parent === pid)
    .map(({ command }) => command);
}

type Process = { readonly pid: number; readonly parent: number; readonly command: string };

async function listProcesses(): Promise<readonly Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,args=']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [pid = '', parent = '', ...words] = line.trim().split(/\s+/);
      return { pid: Number(pid), parent: Number(parent), command: words.join(' ') };
    });
}

/** Handing eight accounts back and closing all connections takes far less; the grace time is longer. */
const stopMs = 10_000;
/** What one scan leaves behind in caches, such as compiled code, is below this; a leak of 20 kB per account is not. */
const maxHeapGrowthMb = 3;
