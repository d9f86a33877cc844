import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  type LatencyPlan,
} from '@credsweep/simulator';
import { describe, expect, test, vi } from 'vitest';
import {
  type CredsweepProcess,
  type CredsweepRun,
  type ScanStage,
  type StageOptions,
  withStage,
} from '@credsweep/testkit';
import { daysBefore } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';

const management = '100000000001';

describe.concurrent('a scan that is stopped half-way', { timeout: 60_000 }, () => {
  test.each([
    { signal: 'SIGINT', exitCode: 130 },
    { signal: 'SIGTERM', exitCode: 143 },
  ] as const)(
    'by $signal ends at once with $exitCode, tells how to go on, and is finished by --resume',
    ({ signal, exitCode }) =>
      withStage(slowOrganization(12), async (stage) => {
        const scan = stage.start(['scan', '--concurrency', '2']);
        await accountsDone(stage, 3);
        hold(stage, 60_000);
        const stopped = await stop(scan, signal);
        hold(stage, 0);
        expect(stopped).toMatchObject({ exitCode, signal: null, stdout: '' });
        expect(stopped.stderr).toMatch(
          /Scan 1 was interrupted: \d+ of 12 listed accounts are done and kept\. Go on with "credsweep scan --resume 1"/,
        );

        const before = await readOutcomes(stage);
        const done = before.filter((row) => row['state'] === 'scanned');
        expect(done.length).toBeGreaterThanOrEqual(3);
        expect(done.length).toBeLessThan(12);
        const status = await stage.run(['status', '1', '--format', 'json']);
        expect(JSON.parse(status.stdout)).toMatchObject({
          state: 'interrupted',
          coverage: { accounts: 12, scanned: done.length, failed: 0, skipped: 0 },
        });

        await finish(stage, 12);
        expect(await readOutcomes(stage, done)).toEqual(done);
      }),
  );

  test('by SIGKILL is finished by --resume as well, and no account is read twice', () =>
    withStage(slowOrganization(10), async (stage) => {
      const scan = stage.start(['scan', '--concurrency', '2']);
      await accountsDone(stage, 3);
      hold(stage, 60_000);
      const killed = await stop(scan, 'SIGKILL');
      hold(stage, 0);
      expect(killed).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
      const done = (await readOutcomes(stage)).filter((row) => row['state'] === 'scanned');
      await finish(stage, 10);
      expect(await readOutcomes(stage, done)).toEqual(done);
    }));

  test('while its accounts are still being listed is listed and read to the end by --resume', () =>
    withStage(
      slowOrganization(45, { 'organizations:ListAccounts': { minMs: 1500, maxMs: 1500 } }),
      async (stage) => {
        const scan = stage.start(['scan']);
        await vi.waitFor(
          async () => expect((await readOutcomes(stage)).length).toBeGreaterThan(0),
          patience,
        );
        const stopped = await stop(scan, 'SIGINT');
        expect(stopped.exitCode, stopped.stderr).toBe(130);
        expect((await readOutcomes(stage)).length).toBeLessThan(45);
        await finish(stage, 45);
      },
    ));

  test('ends at once although AWS does not answer, and charges no attempt to the accounts', () =>
    withStage(
      slowOrganization(2, { 'iam:GetCredentialReport': { minMs: 60_000, maxMs: 60_000 } }),
      async (stage) => {
        const scan = stage.start(['scan']);
        await vi.waitFor(
          () => expect(stage.simulator.calls().byAction['iam:GetCredentialReport']).toBe(2),
          patience,
        );
        const askedAt = performance.now();
        const stopped = await stop(scan, 'SIGINT');
        expect(stopped.exitCode, stopped.stderr).toBe(130);
        // Below the ten seconds that a worker gives jobs that do not heed it.
        expect(performance.now() - askedAt).toBeLessThan(8_000);
        const { rows } = await stage.database.pool.query(
          'select distinct state, attempts from credsweep.account_scan',
        );
        expect(rows).toEqual([{ state: 'waiting', attempts: 0 }]);
      },
    ));

  test('does not keep another scan of the same database from being complete', () =>
    withStage(slowOrganization(8), async (stage) => {
      const first = stage.start(['scan', '--concurrency', '2', '--format', 'json']);
      await accountsDone(stage, 2);
      hold(stage, 4_000);
      const second = stage.start(['scan', '--concurrency', '2', '--format', 'json'], {
        timeoutMs: 50_000,
      });
      await vi.waitFor(
        async () => expect(await readOutcomes(stage, null)).toHaveLength(16),
        patience,
      );
      expect(await stop(first, 'SIGINT')).toMatchObject({ exitCode: 130 });
      hold(stage, 0);
      const ended = await second.ended;
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        scanId: 2,
        coverage: { accounts: 8, scanned: 8 },
      });
      await finish(stage, 8);
    }));
});

describe('two scans of one database at the same time', () => {
  test('are both complete, each with its own rows', () =>
    withStage(slowOrganization(8), async (stage) => {
      const args = ['scan', '--concurrency', '2', '--format', 'json'];
      const runs = await Promise.all([stage.run(args), stage.run(args)]);
      const summaries = runs.map((run) => {
        expect(run.exitCode, run.stderr).toBe(0);
        return JSON.parse(run.stdout);
      });
      expect(new Set(summaries.map(({ scanId }) => scanId))).toEqual(new Set([1, 2]));
      for (const summary of summaries)
        expect(summary).toMatchObject({ coverage: { accounts: 8, scanned: 8 }, highRiskKeys: 8 });
      // One finding for each key, whichever scan opened it.
      const findings = await readView(stage.database.pool, 'aws_accesskey_highrisk');
      expect(new Set(findings.map((row) => row['finding_id'])).size).toBe(8);
      expect(findings.filter((row) => row['is_new'])).toEqual([]);
    }));
});

/** Accounts with one old key each, of which every report takes its time. */
function slowOrganization(
  accounts: number,
  latency: LatencyPlan = { 'iam:GetCredentialReport': { minMs: 500, maxMs: 500 } },
): StageOptions {
  const organization = createOrganization();
  const now = new Date();
  for (let number = 0; number < accounts; number += 1) {
    const id = number === 0 ? management : String(200_000_000_000 + number);
    if (number > 0) addAccount(organization, { id });
    addUser(organization, id, { name: 'deploy', createdAt: daysBefore(now, 800) });
    addAccessKey(organization, id, 'deploy', { createdAt: daysBefore(now, 700) });
  }
  return { organization, latency };
}

/** Lets AWS take so long over each report from now on, so that no scan ends before the test wants it to. */
function hold({ simulator }: ScanStage, delayMs: number): void {
  simulator.setFaults([{ action: 'iam:GetCredentialReport', kind: 'slow', delayMs }]);
}

async function stop(scan: CredsweepProcess, signal: NodeJS.Signals): Promise<CredsweepRun> {
  scan.kill(signal);
  return scan.ended;
}

async function accountsDone(stage: ScanStage, count: number): Promise<void> {
  await vi.waitFor(async () => {
    const rows = await readOutcomes(stage, null);
    const done = rows.filter((row) => row['state'] === 'scanned');
    expect(done.length).toBeGreaterThanOrEqual(count);
  }, patience);
}

/** Resumes scan 1 to its end, and finds that only accounts without an outcome were read. */
async function finish(stage: ScanStage, accounts: number): Promise<void> {
  const rows = await readOutcomes(stage);
  const done = rows.filter((row) => row['state'] === 'scanned').map((row) => row['account_id']);
  stage.simulator.resetCalls();
  const run = await stage.run(['scan', '--resume', '1', '--format', 'json']);
  expect(run.exitCode, run.stderr).toBe(0);
  const summary = JSON.parse(run.stdout);
  expect(summary).toMatchObject({
    scanId: 1,
    state: 'completed',
    coverage: { accounts, scanned: accounts, failed: 0, skipped: 0, percent: 100 },
    users: accounts,
    highRiskKeys: accounts,
  });
  const { byAccount, byAction } = stage.simulator.calls();
  for (const accountId of done)
    expect(byAccount[String(accountId)] ?? {}).not.toHaveProperty('iam:GetCredentialReport');
  expect(byAction['iam:GetCredentialReport']).toBe(accounts - done.length);
}

type Outcome = Readonly<Record<string, unknown>>;

/** What the ledger says of scan 1, or of all scans; of the given accounts only, if any are given. */
async function readOutcomes(
  stage: ScanStage,
  accounts?: readonly Outcome[] | null,
): Promise<readonly Outcome[]> {
  const { rows } = await stage.database.pool.query<Outcome>(
    `select scan_id, account_id, state, attempts, finished_at from credsweep.account_scan
     where scan_id = 1 or $1 order by scan_id, account_id`,
    [accounts === null],
  );
  const ids = accounts?.map((row) => row['account_id']);
  return ids === undefined ? rows : rows.filter((row) => ids.includes(row['account_id']));
}

const patience = { interval: 25, timeout: 20_000 };
