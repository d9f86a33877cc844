import { removeRole } from '@credsweep/simulator';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { once } from 'node:events';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import {
  findFreePort,
  openStage,
  type ScanStage,
  type StageOptions,
  startRedisServer,
} from '@credsweep/testkit';
import { backends, chooseBackend } from './service/open-backend.ts';
import {
  awaitScan,
  buildOrganization,
  enqueueScan,
  memberId,
  readLog,
  readValue,
  startWorker,
} from './service/stage-actions.ts';

const slow = { 'iam:GetCredentialReport': { minMs: 2500, maxMs: 2500 } };

describe.each(backends)('a worker on %s', { timeout: 90_000 }, (backend) => {
  test('that is told to stop hands its accounts back at once, and the next worker finishes them', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(11),
      environment: chooseBackend(backend, skip),
      latency: slow,
    });
    const first = await startWorker(stage, ['--concurrency', '4']);
    const scanId = await enqueueScan(stage);
    await expect.poll(() => countRunning(stage), { timeout: 20_000 }).toBe(4);
    const toldAt = performance.now();
    first.kill('SIGTERM');
    const run = await first.ended;
    const stopMs = performance.now() - toldAt;
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(stopMs).toBeLessThan(3000);
    expect(await countRunning(stage)).toBe(0);
    const messages = readLog(run.stderr).map((line) => line['msg']);
    expect(messages).toEqual(expect.arrayContaining(['stopping', 'job handed back', 'stopped']));

    await startWorker(stage, ['--concurrency', '12']);
    await awaitScan(stage, scanId);
    const attempts = 'select array_agg(distinct attempts) from credsweep.account_scan';
    expect(await readValue(stage, attempts)).toEqual([1]);
  });

  test('logs each account as JSON with scan, account, attempt, duration and code, and counts it', async ({
    skip,
  }) => {
    const organization = buildOrganization(3);
    removeRole(organization, memberId(2), 'OrganizationAccountAccessRole');
    const stage = await open({
      organization,
      environment: chooseBackend(backend, skip),
      faults: [{ action: 'iam:*', accountId: memberId(1), kind: 'throttle', times: 4 }],
    });
    const port = await findFreePort();
    const worker = await startWorker(stage, ['--http-port', String(port)]);
    const scanId = await enqueueScan(stage);
    await awaitScan(stage, scanId);

    const metrics = await read(port, '/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.type).toContain('text/plain');
    for (const line of [
      'credsweep_accounts_scanned_total 3',
      'credsweep_accounts_failed_total{code="role_missing_or_denied"} 1',
      'credsweep_account_scan_duration_seconds_count{outcome="scanned"} 3',
      'credsweep_aws_calls_total{action="sts:AssumeRole"} 3',
      'credsweep_job_retries_total{job="scan-account",code="throttled"} 1',
      'credsweep_running_accounts 0',
      'credsweep_queue_jobs{job="scan-account",state="waiting"} 0',
      'credsweep_open_scans{state="scanning"} 0',
    ])
      expect(metrics.text).toContain(line);
    expect(metrics.text).toContain('nodejs_eventloop_lag_seconds');

    worker.kill('SIGTERM');
    const { stderr } = await worker.ended;
    const lines = readLog(stderr);
    expect(lines.filter((line) => line['msg'] === 'account scanned')).toHaveLength(3);
    expect(lines.find((line) => line['msg'] === 'account failed')).toMatchObject({
      level: 'warn',
      scanId,
      accountId: memberId(2),
      attempt: 1,
      code: 'role_missing_or_denied',
      durationMs: expect.any(Number),
      reason: expect.stringContaining(memberId(2)),
    });
    expect(lines.find((line) => line['msg'] === 'job will be tried again')).toMatchObject({
      scanId,
      accountId: memberId(1),
      attempt: 1,
      code: 'throttled',
    });
    expect(
      lines.find((line) => line['msg'] === 'account scanned' && line['accountId'] === memberId(1)),
    ).toMatchObject({ attempt: 2 });
    expect(stderr).not.toContain(stage.environment['AWS_SECRET_ACCESS_KEY']);
  });
});

describe('a worker that cannot stop', { timeout: 60_000 }, () => {
  /** A worker in the middle of a write that PostgreSQL holds back. */
  const startStuckWorker = async (args: readonly string[]) => {
    const stage = await open({ organization: buildOrganization(2) });
    const worker = await startWorker(stage, args);
    const lock = await stage.database.pool.connect();
    onTestFinished(() => lock.release(true));
    const scanId = await enqueueScan(stage);
    await awaitScan(stage, scanId);
    await lock.query('begin; lock table credsweep.account_scan in access exclusive mode');
    const client = await stage.database.pool.connect();
    await client.query(`insert into credsweep.scan (policy, settings, as_of, state)
      select policy, settings, as_of, 'scanning' from credsweep.scan`);
    client.release();
    // The listing of a second scan comes as far as the table that is locked.
    await enqueueScan(stage);
    await expect
      .poll(() =>
        readValue(
          stage,
          `select count(*)::integer from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and application_name = 'credsweep'`,
        ),
      )
      .toBeGreaterThan(0);
    return worker;
  };

  test('ends at once at a second signal', async () => {
    const worker = await startStuckWorker([]);
    worker.kill('SIGTERM');
    await worker.waitForOutput(/"msg":"stopping"/);
    const toldAt = performance.now();
    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 143 });
    expect(performance.now() - toldAt).toBeLessThan(1000);
  });

  test('ends when its grace time is over, and says so', async () => {
    const worker = await startStuckWorker(['--grace-seconds', '2']);
    const toldAt = performance.now();
    worker.kill('SIGINT');
    const run = await worker.ended;
    expect(performance.now() - toldAt).toBeLessThan(3500);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('not stopped within the grace time');
  });
});

describe('the HTTP server of a worker', { timeout: 60_000 }, () => {
  test('tells that the worker is alive and ready, and knows no other way', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    const port = await findFreePort();
    await startWorker(stage, ['--http-port', String(port)]);
    expect(await read(port, '/healthz')).toMatchObject({ status: 200, json: { status: 'alive' } });
    expect(await read(port, '/readyz')).toMatchObject({
      status: 200,
      json: {
        status: 'ready',
        checks: { database: true, migrations: true, queue: true },
        reasons: [],
      },
    });
    expect((await read(port, '/')).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${port}/readyz`, { method: 'POST' })).status).toBe(405);
  });

  test('says that a schema which a newer program has made is not its own', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    const port = await findFreePort();
    await startWorker(stage, ['--http-port', String(port)]);
    await stage.database.pool.query(
      `insert into credsweep.migration (number, name, checksum) values (9999, '9999_later.sql', 'x')`,
    );
    expect(await read(port, '/readyz')).toMatchObject({
      status: 503,
      json: {
        status: 'not_ready',
        checks: { database: true, migrations: false, queue: true },
        reasons: [expect.stringMatching(/schema of the database.*newer/)],
      },
    });
  });

  test('is alive and not ready while the database refuses it, and ready again after', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    const port = await findFreePort();
    await startWorker(stage, ['--http-port', String(port)]);
    const name = new URL(stage.database.url).pathname.slice(1);
    const admin = new pg.Client({ connectionString: inject('postgresAdminUrl') ?? '' });
    await admin.connect();
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [name],
      );
      await expect.poll(async () => (await read(port, '/readyz')).status).toBe(503);
      expect(await read(port, '/readyz')).toMatchObject({
        json: {
          checks: { database: false, queue: false },
          reasons: [expect.stringContaining('database'), expect.stringContaining('queue')],
        },
      });
      expect((await read(port, '/healthz')).status).toBe(200);
      // Without what only the database knows, and without failing.
      expect(await read(port, '/metrics')).toMatchObject({ status: 200 });
    } finally {
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.end();
    }
    await expect
      .poll(async () => (await read(port, '/readyz')).status, { timeout: 20_000 })
      .toBe(200);
  });

  test('is alive and not ready while Redis is away, and ready again after', async ({ skip }) => {
    const redis = await startRedisServer();
    if (redis === null) return skip('no redis-server');
    onTestFinished(() => redis.stop());
    const stage = await open({
      organization: buildOrganization(1),
      environment: { REDIS_URL: redis.url },
    });
    const port = await findFreePort();
    await startWorker(stage, ['--http-port', String(port)]);
    expect((await read(port, '/readyz')).status).toBe(200);
    await redis.kill();
    expect(await read(port, '/readyz')).toMatchObject({
      status: 503,
      json: { checks: { database: true, queue: false }, reasons: [expect.stringMatching(/queue/)] },
    });
    expect((await read(port, '/healthz')).status).toBe(200);
    await redis.restart({ keepData: true });
    await expect
      .poll(async () => (await read(port, '/readyz')).status, { timeout: 15_000 })
      .toBe(200);
  });

  test('on a port that is taken is a wrong usage', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const run = await stage.run(['worker', '--http-port', String(port)]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/EADDRINUSE.*Choose another port.*\[usage_invalid\]/);
  });
});

test.each([
  ['--grace-seconds', '0', /--grace-seconds "0" is not a whole number of seconds/],
  ['--http-port', '70000', /--http-port "70000" is not a port/],
  ['--max-concurrent-accounts', '-1', /--max-concurrent-accounts/],
  ['--log-level', 'loud', /Allowed choices are fatal, error/],
])('a worker with %s %s is refused', async (flag, value, message) => {
  const stage = await open({ organization: buildOrganization(1) });
  const run = await stage.run(['worker', flag, value]);
  expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(message) });
});

test.each(backends)(
  'jobs on %s are traced to the OpenTelemetry collector that the environment names',
  { timeout: 60_000 },
  async (backend) => {
    const received: { path: string; type: string; body: string }[] = [];
    const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const body = await buffer(request);
      const type = request.headers['content-type'] ?? '';
      received.push({ path: request.url ?? '', type, body: body.toString('latin1') });
      response.writeHead(200).end();
    };
    const collector = createServer((request, response) => void receive(request, response));
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    onTestFinished(() => void collector.close());
    const { port } = collector.address() as AddressInfo;
    const stage = await open({
      organization: buildOrganization(2),
      environment: {
        ...(backend === 'redis' ? { REDIS_URL: inject('redisUrl') ?? '' } : {}),
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      },
    });
    const worker = await startWorker(stage);
    await awaitScan(stage, await enqueueScan(stage));
    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ exitCode: 0 });
    const all = received.map(({ body }) => body).join('\n');
    expect(new Set(received.map(({ path, type }) => `${path} ${type}`))).toEqual(
      new Set(['/v1/traces application/x-protobuf']),
    );
    for (const text of ['credsweep-scan-account', 'credsweep-list-accounts', 'service.name'])
      expect(all).toContain(text);
  },
);

async function open(options: StageOptions): Promise<ScanStage> {
  const stage = await openStage(options);
  onTestFinished(() => stage.close());
  return stage;
}

function countRunning(stage: ScanStage): Promise<unknown> {
  return readValue(
    stage,
    `select count(*)::integer from credsweep.account_scan where state = 'waiting' and lease_token is not null`,
  );
}

async function read(
  port: number,
  path: string,
): Promise<{ status: number; type: string; text: string; json: unknown }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  const text = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text,
    json: text.startsWith('{') ? JSON.parse(text) : null,
  };
}
