import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
  recordLogin,
  removeRole,
} from '@credsweep/simulator';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import {
  openStage,
  prepareReports,
  type ScanStage,
  type StageOptions,
  withStage,
} from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';

const member = '200000000001';

describe('the exit code of a scan', () => {
  let stage: ScanStage;
  beforeAll(async () => {
    const organization = createOrganization();
    addAccount(organization, { id: member });
    addUser(organization, member, {
      name: 'maria',
      createdAt: daysBefore(new Date(), 800),
      passwordEnabled: true,
      passwordLastUsedAt: daysBefore(new Date(), 3),
    });
    stage = await openStage({ organization });
  });
  afterAll(() => stage?.close());

  const scan = async (...flags: readonly string[]): Promise<number | null> =>
    (await stage.run(['scan', ...flags])).exitCode;

  // The tests below tell one story, in this order.
  test('is 0 when everything was read, and stays so while nothing trips --fail-on', async () => {
    expect(await scan('--fail-on', 'stale-users', 'high-risk-keys', 'new-high-risk-keys')).toBe(0);
  });

  test('is 4 for a key that is new, and only in the scan in which it is', async () => {
    addAccessKey(stage.organization, member, 'maria', { createdAt: daysBefore(new Date(), 30) });
    prepareReports(stage.organization, new Date());
    expect(await scan('--fail-on', 'new-high-risk-keys')).toBe(4);
    expect(await scan('--fail-on', 'new-high-risk-keys')).toBe(0);
    expect(await scan('--fail-on', 'high-risk-keys')).toBe(4);
    expect(await scan('--fail-on', 'stale-users')).toBe(0);
  });

  test('is 4 where the configuration file says so, and not where a flag says otherwise', async () => {
    await stage.write('credsweep.config.yaml', 'failOn: [high-risk-keys]\n');
    expect(await scan()).toBe(4);
    expect(await scan('--fail-on', 'stale-users')).toBe(0);
    await stage.write('credsweep.config.yaml', '');
  });

  test('is 3 when an account could not be read, and 4 when --fail-on trips besides', async () => {
    removeRole(stage.organization, member, 'OrganizationAccountAccessRole');
    expect(await scan()).toBe(3);
    expect(await scan('--fail-on', 'high-risk-keys')).toBe(4);
    addRole(stage.organization, member, { name: 'OrganizationAccountAccessRole' });
  });

  test('is 0 with --fail-on new-high-risk-keys in the first scan of an organization, however bad it is', async () => {
    const other = await openStage({ organization: stage.organization });
    try {
      const flags = ['--fail-on', 'new-high-risk-keys', '--format', 'json'];
      const run = await other.run(['scan', ...flags]);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(JSON.parse(run.stdout)).toMatchObject({ highRiskKeys: 1, newHighRiskKeys: 0 });
    } finally {
      await other.close();
    }
  });

  test('is 4 for a stale user as soon as the login is over the threshold', async () => {
    recordLogin(stage.organization, member, 'maria', daysBefore(new Date(), 2));
    prepareReports(stage.organization, new Date());
    expect(await scan('--fail-on', 'stale-users', '--stale-after-days', '2')).toBe(4);
    expect(await scan('--fail-on', 'stale-users', '--stale-after-days', '3')).toBe(0);
  });

  test('--format json writes one object with exactly the documented keys, and nothing else', async () => {
    removeRole(stage.organization, member, 'OrganizationAccountAccessRole');
    const run = await stage.run(['scan', '--format', 'json']);
    addRole(stage.organization, member, { name: 'OrganizationAccountAccessRole' });
    expect(run.exitCode).toBe(3);
    const summary = JSON.parse(run.stdout);
    expect(Object.keys(summary)).toEqual([
      'scanId',
      'organizationId',
      'state',
      'asOf',
      'startedAt',
      'finishedAt',
      'policy',
      'coverage',
      'users',
      'staleUsers',
      'accessKeys',
      'activeAccessKeys',
      'highRiskKeys',
      'newHighRiskKeys',
      'apiCalls',
      'failures',
      'notice',
      'oldestReport',
      'olderAccounts',
      'otherAccounts',
      'highRiskKeysBySeverity',
    ]);
    expect(Object.keys(summary.coverage)).toEqual([
      'accounts',
      'scanned',
      'failed',
      'skipped',
      'percent',
    ]);
    expect(Object.keys(summary.apiCalls)).toEqual(['total', 'byAction']);
    expect(Object.keys(summary.failures[0])).toEqual(['accountId', 'code', 'message']);
    // What goes to a log must not hold what opens an account.
    expect(run.stdout + run.stderr).not.toContain(stage.simulator.credentials.secretAccessKey);
    expect(run.stderr).toContain('AWS_ENDPOINT_URL is set');
  });
});

describe.concurrent('a fleet of workers', { timeout: 60_000 }, () => {
  const backends = [
    { backend: 'PostgreSQL', redisUrl: '' },
    { backend: 'Redis', redisUrl: inject('redisUrl') },
  ];

  for (const { backend, redisUrl } of backends) {
    describe.skipIf(redisUrl === undefined)(`on ${backend}`, () => {
      test('does what scan --detach has enqueued, and each worker ends with 0 at a signal and leaves nothing behind', () =>
        withStage(fleetOptions(redisUrl ?? ''), async (stage) => {
          const { pool } = stage.database;
          const enqueued = await stage.run(['scan', '--detach', '--format', 'json']);
          expect(enqueued.exitCode, enqueued.stderr).toBe(0);
          expect(JSON.parse(enqueued.stdout)).toEqual({ scanId: 1, state: 'listing' });

          const signals = ['SIGTERM', 'SIGINT'] as const;
          const workers = signals.map((signal) => ({
            signal,
            worker: stage.start(['worker', '--concurrency', '2']),
          }));
          await Promise.all(workers.map(({ worker }) => worker.waitForOutput(/Working with 2/)));
          await vi.waitFor(async () => {
            const { rows } = await pool.query('select state from credsweep.scan');
            expect(rows).toEqual([{ state: 'completed' }]);
          }, patience);
          for (const { worker } of workers) expect(await childrenOf(worker.pid)).toEqual([]);

          for (const { signal, worker } of workers) {
            const askedAt = performance.now();
            worker.kill(signal);
            const run = await worker.ended;
            expect(run, run.stderr).toMatchObject({ exitCode: 0, signal: null, stdout: '' });
            expect(performance.now() - askedAt).toBeLessThan(8_000);
          }
          const report = await stage.run(['report', '--format', 'json']);
          expect(JSON.parse(report.stdout)).toMatchObject({
            coverage: { accounts: 7, scanned: 7 },
          });
          await vi.waitFor(
            async () => expect(await connectionsBesides(stage)).toEqual([]),
            patience,
          );
        }));
    });
  }

  test('is not needed to see what is enqueued: status tells it', () =>
    withStage({ organization: createOrganization() }, async (stage) => {
      const enqueued = await stage.run(['scan', '--detach']);
      expect(enqueued.stdout).toContain('Scan 1 is enqueued. Follow it with "credsweep status 1"');
      const status = await stage.run(['status', '--format', 'json']);
      expect(status.exitCode, status.stderr).toBe(0);
      expect(JSON.parse(status.stdout)).toMatchObject([{ scan: 1, state: 'listing', accounts: 0 }]);
      expect(stage.simulator.calls().byAction).not.toHaveProperty('iam:GetCredentialReport');
    }));
});

/** Seven accounts that take their time, on one backend or the other. */
function fleetOptions(redisUrl: string): StageOptions {
  const organization = createOrganization();
  for (let number = 1; number <= 6; number += 1)
    addAccount(organization, { id: String(200_000_000_000 + number) });
  return {
    organization,
    environment: { REDIS_URL: redisUrl },
    latency: { 'iam:*': { minMs: 20, maxMs: 40 } },
  };
}

const patience = { interval: 50, timeout: 20_000 };

/** Connections of credsweep to the stage's database; its own pool aside. */
async function connectionsBesides(stage: ScanStage): Promise<readonly unknown[]> {
  const { rows } = await stage.database.pool.query(
    `select application_name from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'
        or datname = current_database() and application_name = 'credsweep queue'`,
  );
  return rows;
}

/** Process ids of the children that a process has on this machine, where that can be read. */
async function childrenOf(pid: number): Promise<readonly string[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const children = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
    ),
  );
  return children.join(' ').split(' ').filter(Boolean);
}
