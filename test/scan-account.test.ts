import { createAwsHub, type AwsHub } from '@credsweep/aws';
import {
  everyAccount,
  policyPresets,
  type AccountScanJob,
  type JobRun,
  type ScanClosing,
  type ScanQueue,
  type ScanSettings,
} from '@credsweep/core';
import { createPostgresLedger, type PostgresLedger } from '@credsweep/postgres';
import { listScanAccounts, resumeScan, startScan } from '@credsweep/producer';
import {
  addAccount,
  addUser,
  ageReport,
  createOrganization,
  getAccount,
  startSimulator,
  type SimulatedOrganization,
  type Simulator,
} from '@credsweep/simulator';
import { createAccountScanner } from '@credsweep/worker';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareReports, type TestDatabase, usePostgres } from '@credsweep/testkit';

const accountId = '200000000001';
const settings: ScanSettings = {
  selection: everyAccount,
  roleName: 'OrganizationAccountAccessRole',
  externalId: null,
  keyIds: 'flagged',
  reportsFolder: null,
};
const request = { policy: policyPresets.default, settings, asOf: null };

const postgres = usePostgres();
let organization: SimulatedOrganization;
let simulator: Simulator;
let hub: AwsHub;
let database: TestDatabase;
let ledger: PostgresLedger;
let queue: RecordedQueue;

beforeEach(async () => {
  organization = createOrganization();
  addAccount(organization, { id: accountId });
  addUser(organization, accountId, { name: 'maria', createdAt: new Date('2024-01-01') });
  simulator = await startSimulator({ organization });
  const { endpoint, credentials } = simulator;
  hub = createAwsHub({ endpoint, credentials, region: 'us-east-1' });
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
  queue = recordQueue();
});
afterEach(async () => {
  hub.close();
  await simulator.close();
});

describe('the listing of a scan', () => {
  test('hands the accounts of each page to the workers, at most one page behind the list', async () => {
    for (let number = 2; number <= 84; number += 1)
      addAccount(organization, { id: String(200_000_000_000 + number) });
    const pages: number[] = [];
    queue.onAccounts = () =>
      pages.push(simulator.calls().byAction['organizations:ListAccounts'] ?? 0);
    await list();
    // 85 accounts, 20 on a page.
    expect(pages).toHaveLength(5);
    expect(pages[0]).toBe(1);
    for (const [index, asked] of pages.entries()) expect(asked).toBeLessThanOrEqual(index + 2);
    expect(queue.jobs).toHaveLength(85);
    expect(await readScan()).toMatchObject({ state: 'scanning' });
  });

  test('done twice adds nothing twice', async () => {
    const { scanId } = await startScan(request, { register: ledger, queue });
    await list(scanId);
    await database.pool.query(`update credsweep.scan set state = 'listing', listed_at = null`);
    await list(scanId);
    const { rows } = await database.pool.query('select account_id from credsweep.account_scan');
    expect(rows).toHaveLength(2);
  });

  test('that cannot get better fails the scan with the reason, and enqueues nothing', async () => {
    await expect(list(undefined, { exclude: [accountId, '100000000001'] })).rejects.toMatchObject({
      code: 'selection_empty',
    });
    expect(await readScan()).toMatchObject({ state: 'failed', error_code: 'selection_empty' });
    expect(queue.jobs).toEqual([]);
  });

  test('that met a passing trouble leaves the scan as it is, for another try, until the last one', async () => {
    simulator.setFaults([{ action: 'sts:GetCallerIdentity', kind: 'service-unavailable' }]);
    const { scanId } = await startScan(request, { register: ledger, queue });
    await expect(list(scanId)).rejects.toMatchObject({ code: 'aws_unavailable' });
    expect(await readScan()).toMatchObject({ state: 'listing', error_code: null });
    await expect(list(scanId, {}, { isLastAttempt: true })).rejects.toMatchObject({
      code: 'aws_unavailable',
    });
    expect(await readScan()).toMatchObject({ state: 'failed', error_code: 'aws_unavailable' });
  });

  test('that is stopped rejects with the reason, and the scan can go on', async () => {
    simulator.setFaults([{ action: 'organizations:*', kind: 'slow', delayMs: 30_000 }]);
    const { scanId } = await startScan(request, { register: ledger, queue });
    const stopping = new AbortController();
    const listing = list(scanId, {}, { signal: stopping.signal });
    const reason = new Error('stopping');
    setTimeout(() => stopping.abort(reason), 100);
    await expect(listing).rejects.toBe(reason);
    expect(await readScan()).toMatchObject({ state: 'listing', error_code: null });
  });

  test('does not go on in another organization than that in which it was begun', async () => {
    const { scanId } = await startScan(request, { register: ledger, queue });
    await list(scanId);
    await database.pool.query(`update credsweep.scan set state = 'listing', listed_at = null`);
    organization.id = 'o-another0001';
    await expect(list(scanId)).rejects.toMatchObject({ code: 'organization_unreadable' });
  });

  test('of a scan that nobody knows, or that is over, does nothing', async () => {
    expect(await list(4711)).toEqual({ kind: 'done' });
    expect(simulator.calls().total).toBe(0);
  });

  test('closes the scan itself when there is no account to wait for', async () => {
    for (const account of organization.accounts.values()) account.state = 'SUSPENDED';
    await list();
    expect(queue.closings).toEqual([1]);
  });
});

describe('the scan of an account', () => {
  test('writes the outcome, and the last account closes the scan', async () => {
    prepareReports(organization, new Date());
    await list();
    const [first, last] = queue.jobs;
    expect(await work(first)).toMatchObject({ kind: 'done' });
    expect(queue.closings).toEqual([]);
    expect(await work(last)).toMatchObject({ kind: 'done' });
    expect(queue.closings).toEqual([1]);
    expect(await outcomes()).toMatchObject([{ state: 'scanned' }, { state: 'scanned' }]);
  });

  test('steps aside while AWS makes the report: no attempt is spent, and the calls are counted', async () => {
    await list();
    expect(await work(member())).toEqual({ kind: 'step_aside', delayMs: 2000 });
    expect(await outcomes()).toMatchObject([
      {},
      { state: 'waiting', attempts: 0, lease_token: null },
    ]);
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({
      state: 'scanned',
      attempts: 1,
      api_calls: {
        'sts:AssumeRole': 1,
        'iam:GenerateCredentialReport': 1,
        'iam:GetCredentialReport': 1,
      },
    });
  });

  test('goes on in the same run where it may pause: one claim, and no session is opened twice', async () => {
    await list();
    const pauses: number[] = [];
    const pause = async (ms: number): Promise<boolean> => {
      pauses.push(ms);
      expect((await outcomes())[1]).toMatchObject({ state: 'waiting', attempts: 1 });
      ageReport(getAccount(organization, accountId), 60_000);
      return true;
    };
    expect(await work(member(), { pause })).toMatchObject({ kind: 'done' });
    expect(pauses).toEqual([2_000]);
    expect((await outcomes())[1]).toMatchObject({
      state: 'scanned',
      attempts: 1,
      api_calls: {
        'sts:AssumeRole': 1,
        'iam:GenerateCredentialReport': 1,
        'iam:GetCredentialReport': 1,
      },
    });
  });

  test('leaves an account to the queue whose report takes long, however often it may pause', async () => {
    getAccount(organization, accountId).report.readyAfterMs = 3_600_000;
    await list();
    const pauses: number[] = [];
    const outcome = await work(member(), {
      pause: async (ms) => {
        pauses.push(ms);
        return true;
      },
    });
    expect(outcome).toEqual({ kind: 'step_aside', delayMs: 8_000 });
    expect(pauses.every((ms) => ms <= 5_000)).toBe(true);
    expect((await outcomes())[1]).toMatchObject({ attempts: 0, lease_token: null });
  });

  test('gives up waiting for a report after a quarter of an hour, and says so', async () => {
    await list();
    await work(member());
    await database.pool.query(
      `update credsweep.account_scan set first_claimed_at = now() - interval '16 minutes'`,
    );
    delete getAccount(organization, accountId).storedReport;
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({ state: 'failed', code: 'report_unavailable' });
  });

  test('is tried again after a passing trouble, and fails with its code only in the last attempt', async () => {
    prepareReports(organization, new Date());
    simulator.setFaults([{ action: 'iam:*', kind: 'service-unavailable' }]);
    await list();
    await expect(work(member())).rejects.toMatchObject({ code: 'aws_unavailable' });
    expect((await outcomes())[1]).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(await work(member(), { isLastAttempt: true })).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({
      state: 'failed',
      code: 'aws_unavailable',
      attempts: 2,
    });
  });

  test('fails at once with what cannot get better', async () => {
    getAccount(organization, accountId).roles = [];
    await list();
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({
      state: 'failed',
      code: 'role_missing_or_denied',
      attempts: 1,
    });
  });

  test('that is stopped is handed back without an attempt', async () => {
    simulator.setFaults([{ action: 'iam:*', kind: 'slow', delayMs: 30_000 }]);
    await list();
    const stopping = new AbortController();
    const reason = new Error('stopping');
    setTimeout(() => stopping.abort(reason), 200);
    await expect(work(member(), { signal: stopping.signal })).rejects.toBe(reason);
    expect((await outcomes())[1]).toMatchObject({
      state: 'waiting',
      attempts: 0,
      lease_token: null,
    });
  });

  test('that has killed its workers again and again is given up', async () => {
    await list();
    await database.pool.query('update credsweep.account_scan set attempts = 25');
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({ state: 'failed', code: 'attempts_exhausted' });
  });

  test('done by two workers at once has one outcome, that of the later claim', async () => {
    prepareReports(organization, new Date());
    simulator.setFaults([
      { action: 'iam:GetCredentialReport', kind: 'slow', delayMs: 500, times: 1 },
    ]);
    await list();
    const slow = work(member());
    await expect
      .poll(() => simulator.calls().byAction['iam:GetCredentialReport'], {
        interval: 10,
        timeout: 5_000,
      })
      .toBe(1);
    // What BullMQ does when a worker loses its lock.
    expect(await work(member())).toMatchObject({ kind: 'done' });
    await expect(slow).rejects.toMatchObject({ code: 'lease_lost' });
    expect((await outcomes())[1]).toMatchObject({ state: 'scanned' });
    const { rows } = await database.pool.query(
      'select user_name from credsweep.aws_staleuser_details',
    );
    expect(rows).toEqual([{ user_name: 'maria' }]);
  });

  test('done beside others of its process: only behind the last one is asked whether the scan is over', async () => {
    prepareReports(organization, new Date());
    await list();
    const asked: number[] = [];
    const scanner = createScanner({
      beginClosing: async (scanId) => {
        asked.push(scanId);
        return ledger.beginClosing(scanId);
      },
    });
    await Promise.all(queue.jobs.map((job) => work(job, {}, scanner)));
    expect(asked).toEqual([1]);
    expect(queue.closings).toEqual([1]);
  });

  test('lost to another process: the one that lost it closes the scan if that other one could not', async () => {
    prepareReports(organization, new Date());
    simulator.setFaults([
      { action: 'iam:GetCredentialReport', kind: 'slow', delayMs: 800, times: 1 },
    ]);
    await list();
    const [first] = queue.jobs;
    const scanner = createScanner();
    const slow = work(member(), {}, scanner);
    await expect
      .poll(() => simulator.calls().byAction['iam:GetCredentialReport'], { interval: 10 })
      .toBe(1);
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect(await work(first, {}, scanner)).toMatchObject({ kind: 'done' });
    expect(queue.closings).toEqual([]);
    await expect(slow).rejects.toMatchObject({ code: 'lease_lost' });
    expect(queue.closings).toEqual([1]);
  });

  test('of a generation that the scan has left behind, or of an interrupted scan, does nothing', async () => {
    prepareReports(organization, new Date());
    await list();
    const stale = member();
    await ledger.interruptScan(1);
    simulator.resetCalls();
    expect(await work(stale)).toMatchObject({ kind: 'done' });
    await resumeScan(1, { register: ledger, queue });
    expect(await work(stale)).toMatchObject({ kind: 'done' });
    expect(simulator.calls().total).toBe(0);
    expect(await work(member())).toMatchObject({ kind: 'done' });
    expect((await outcomes())[1]).toMatchObject({ state: 'scanned' });
  });
});

/** The queue's port, that only notes what it is told. */
type RecordedQueue = ScanQueue & {
  readonly jobs: AccountScanJob[];
  readonly closings: number[];
  onAccounts: () => void;
};

function recordQueue(): RecordedQueue {
  const recorded: RecordedQueue = {
    jobs: [],
    closings: [],
    onAccounts: () => undefined,
    enqueueListing: async () => undefined,
    enqueueAccountScans: async (jobs) => {
      recorded.onAccounts();
      recorded.jobs.push(...jobs);
    },
    enqueueClosing: async (scanId) => void recorded.closings.push(scanId),
    findLostAccountScans: async () => [],
  };
  return recorded;
}

async function list(
  scanId?: number,
  selection: Partial<ScanSettings['selection']> = {},
  run: Partial<JobRun> = {},
) {
  const chosen = { ...settings, selection: { ...everyAccount, ...selection } };
  const scan =
    scanId === undefined
      ? await startScan({ ...request, settings: chosen }, { register: ledger, queue })
      : { scanId };
  return listScanAccounts(scan.scanId, toRun(run), {
    register: ledger,
    listing: ledger,
    closing: ledger,
    queue,
    openDirectory: async () => hub.directory,
  });
}

function work(
  job: AccountScanJob | undefined,
  run: Partial<JobRun> = {},
  scanAccount = createScanner(),
) {
  if (job === undefined) throw new Error('There is no such job.');
  return scanAccount(job, toRun(run));
}

/** What scans the accounts of one process. */
function createScanner(closing: Pick<ScanClosing, 'beginClosing'> = ledger) {
  return createAccountScanner({
    ledger,
    recall: ledger,
    closing,
    queue,
    openSource: async ({ scanId }) =>
      hub.openCredentialSource({ ...settings, sessionName: `credsweep-scan-${scanId}` }),
    now: () => new Date(),
  });
}

/** The newest job of the member account. */
function member(): AccountScanJob | undefined {
  return queue.jobs.findLast((job) => job.accountId === accountId);
}

function toRun(run: Partial<JobRun>): JobRun {
  return {
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    pause: async () => false,
    ...run,
  };
}

async function readScan(): Promise<unknown> {
  return (await database.pool.query('select * from credsweep.scan')).rows[0];
}

async function outcomes(): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query(
    'select * from credsweep.account_scan order by account_id',
  );
  return rows;
}
