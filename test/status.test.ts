import { addRole, removeRole, type LatencyPlan } from '@credsweep/simulator';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStage, type ScanStage, type StageOptions } from '@credsweep/testkit';
import { backends, chooseBackend } from './service/open-backend.ts';
import {
  awaitScan,
  buildOrganization,
  enqueueScan,
  memberId,
  readValue,
  startWorker,
} from './service/stage-actions.ts';

const role = 'OrganizationAccountAccessRole';
const unhurried: LatencyPlan = { 'iam:GetCredentialReport': { minMs: 600, maxMs: 600 } };

describe('the status of scans', { timeout: 60_000 }, () => {
  test('without any says how to begin', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    expect(await stage.run(['status'])).toMatchObject({
      exitCode: 0,
      stdout: 'There are no scans yet. Begin with: credsweep scan\n',
    });
    const byNpm = { environment: { npm_command: 'exec' } };
    expect(await stage.run(['status'], byNpm)).toMatchObject({
      stdout: 'There are no scans yet. Begin with: npx credsweep scan\n',
    });
    expect(await stage.run(['report'], byNpm)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Run "npx credsweep scan" first; "npx credsweep status" '),
    });
    const watched = await stage.run(['status', '--watch']);
    expect(watched).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[scan_not_found]'),
    });
    // No rows would look as if nothing were at risk.
    const rows = await stage.run([
      'report',
      '--table',
      'aws_accesskey_highrisk',
      '--format',
      'csv',
    ]);
    expect(rows).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('[scan_not_found]'),
    });
  });

  test('lists the newest with their accounts and failures, for people and for programs', async () => {
    const organization = buildOrganization(4);
    removeRole(organization, memberId(1), role);
    removeRole(organization, memberId(2), role);
    const stage = await open({ organization });
    expect(await stage.run(['scan', '--policy', 'cis'])).toMatchObject({ exitCode: 3 });
    await enqueueScan(stage);
    const table = (await stage.run(['status'])).stdout.split('\n');
    expect(table[0]).toMatch(/^SCAN +STATE +STARTED +TOOK +ACCOUNTS +FAILED +SKIPPED +POLICY/);
    expect(table[1]).toMatch(/^2 +listing .* 0 of 0 +0 +0 +default/);
    expect(table[2]).toMatch(/^1 +completed .* 5 of 5 +2: 2 role_missing_or_denied +0 +cis +o-/);
    const json = await stage.run(['status', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject([
      { scan: 2, state: 'listing', finished: null },
      { scan: 1, state: 'completed', accounts: 5, scanned: 3, failed: 2, policy: 'cis' },
    ]);
  });

  test('of one scan has a bar, its pace, and its failures grouped by code', async () => {
    const organization = buildOrganization(5);
    for (const number of [1, 2]) removeRole(organization, memberId(number), role);
    organization.accounts.get(memberId(3))!.deniedActions = ['iam:*'];
    const stage = await open({ organization });
    await stage.run(['scan']);
    const { stdout } = await stage.run(['status', '1']);
    expect(stdout).toMatch(/Scan 1 of o-\w+: completed, policy default/);
    expect(stdout).toMatch(/█{32} 100 % {2}6 of 6 accounts, 3 failed\n/);
    expect(stdout).toMatch(
      /Failures by code\n +2 {2}role_missing_or_denied\n +1 {2}access_denied\n/,
    );
    expect(stdout).toContain('credsweep report --scan 1');
    const json = await stage.run(['status', '1', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      scanId: 1,
      state: 'completed',
      coverage: { accounts: 6, scanned: 3, failed: 3 },
      progress: {
        waiting: 0,
        running: 0,
        secondsLeft: null,
        failuresByCode: [
          { code: 'role_missing_or_denied', accounts: 2 },
          { code: 'access_denied', accounts: 1 },
        ],
      },
    });
  });
});

describe('a configuration file that cannot be used', { timeout: 60_000 }, () => {
  test.each([
    [['status']],
    [['report', '--format', 'json']],
    [['report', 'diff', '1', '1']],
    [['schedule', 'list']],
  ])('is warned of by %j, which needs nothing of it, and goes on', async (args) => {
    const stage = await open({ organization: buildOrganization(1) });
    expect(await stage.run(['scan'])).toMatchObject({ exitCode: 0 });
    const right = await stage.run(args);
    await stage.write('credsweep.config.yaml', 'rolName: Scanner\n');
    const { exitCode, stdout, stderr } = await stage.run(args);
    expect(stderr).toMatch(
      /^Warning: .*cannot be used:\n.*:1:1: rolName: [^]* needs nothing of it; the next scan will stop at it\.\n/,
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: right.exitCode, stdout: right.stdout });
    expect(await stage.run(['scan'])).toMatchObject({ exitCode: 2 });
  });
});

describe.each(backends)('a detached scan on %s', { timeout: 60_000 }, (backend) => {
  test('is watched to its end, with a line for each change and the exit code of the scan', async ({
    skip,
  }) => {
    const organization = buildOrganization(7);
    removeRole(organization, memberId(1), role);
    const stage = await open({
      organization,
      environment: chooseBackend(backend, skip),
      latency: unhurried,
    });
    const scanId = await enqueueScan(stage);
    const watcher = stage.start(['status', String(scanId), '--watch'], { timeoutMs: 50_000 });
    const watchingNewest = stage.run(['status', '--watch', '--format', 'json']);
    await watcher.waitForOutput(/listing/);
    await startWorker(stage, ['--concurrency', '2']);
    const { exitCode, stdout, stderr } = await watcher.ended;
    expect(exitCode, stderr).toBe(3);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(2);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines[0]).toMatch(/^Scan 1 listing: 0 of 0\+ accounts/);
    expect(stdout).toMatch(/\d accounts\/min, about \d+ s left/);
    expect(lines.at(-1)).toMatch(
      /^Scan 1 completed: 8 of 8 accounts, 1 failed \(1 role_missing_or_denied\), took \d+ s/,
    );
    const newest = await watchingNewest;
    expect(newest.exitCode).toBe(3);
    const objects = newest.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(objects.at(-1)).toMatchObject({ scanId: 1, state: 'completed', scanned: 7, failed: 1 });
  });

  test('that is cancelled is over at once: what is read is kept, what is running can no longer write', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(7),
      environment: chooseBackend(backend, skip),
      latency: { 'iam:GetCredentialReport': { minMs: 1500, maxMs: 1500 } },
    });
    const worker = await startWorker(stage, ['--concurrency', '2', '--log-level', 'debug']);
    const scanId = await enqueueScan(stage);
    const watching = stage.run(['status', String(scanId), '--watch']);
    await expect.poll(() => countScanned(stage), { timeout: 15_000 }).toBeGreaterThan(1);
    await expect.poll(() => countRunning(stage), { timeout: 15_000 }).toBe(2);
    const cancelled = await stage.run(['scan', 'cancel', String(scanId)]);
    expect(cancelled, cancelled.stderr).toMatchObject({
      exitCode: 0,
      stdout: `Scan ${scanId} is cancelled. What it had read is kept.\n`,
    });
    const kept = await countScanned(stage);
    expect(await watching).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('cancelled'),
    });
    await worker.waitForOutput(/"code":"lease_lost"/);
    // Time enough for the jobs that were waiting to be looked at.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await countScanned(stage)).toBe(kept);
    expect(await readValue(stage, 'select count(*)::integer from credsweep.account_summary')).toBe(
      kept,
    );
    expect(stage.simulator.calls().byAction['iam:GetCredentialReport']).toBeLessThanOrEqual(
      Number(kept) + 2,
    );
    const again = await stage.run(['scan', 'cancel', String(scanId)]);
    expect(again).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(
        /is cancelled, so there is nothing to cancel.*\[scan_not_cancellable\]/,
      ),
    });
    const resumed = await stage.run(['scan', '--resume', String(scanId)]);
    expect(resumed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[scan_not_resumable]'),
    });
    const next = await enqueueScan(stage);
    await awaitScan(stage, next);
  });
});

describe('a scan in this process', { timeout: 60_000 }, () => {
  test('that somebody cancels ends with 1 and says so', async () => {
    const stage = await open({ organization: buildOrganization(7), latency: unhurried });
    const scan = stage.start(['scan', '--concurrency', '1']);
    await expect.poll(() => countScanned(stage), { timeout: 15_000 }).toBeGreaterThan(0);
    expect(await stage.run(['scan', 'cancel', '1'])).toMatchObject({ exitCode: 0 });
    expect(await scan.ended).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/Scan 1 was cancelled by .*\[scan_cancelled\]/),
    });
  });

  test('a scan that is not there cannot be cancelled', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    expect(await stage.run(['scan', 'cancel', '9'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[scan_not_found]'),
    });
  });
});

describe('a scan of only what failed', { timeout: 60_000 }, () => {
  test('reads the failed accounts, by the policy and the settings of the scan in which they failed', async () => {
    const organization = buildOrganization(5);
    const broken = [memberId(2), memberId(4)];
    for (const id of broken) removeRole(organization, id, role);
    const stage = await open({ organization });
    const first = ['scan', '--policy', 'pci', '--exclude', memberId(5), '--format', 'json'];
    expect((await stage.run(first)).exitCode).toBe(3);
    for (const id of broken) addRole(organization, id, { name: role });
    stage.simulator.resetCalls();
    const run = await stage.run(['scan', '--only-failed', '1', '--format', 'json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      scanId: 2,
      policy: { name: 'pci' },
      coverage: { accounts: 2, scanned: 2, failed: 0, percent: 100 },
    });
    expect(stage.simulator.calls().byAction['iam:GetCredentialReport']).toBe(2);
    const nothing = await stage.run(['scan', '--only-failed', '2']);
    expect(nothing).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/No account of scan 2 failed.*\[scan_without_failures\]/),
    });
    expect(await readValue(stage, 'select count(*)::integer from credsweep.scan')).toBe(2);
  });

  test.each([
    { args: ['--only-failed', '7'], message: /no scan 7.*\[scan_not_found\]/s },
    { args: ['--only-failed', 'x'], message: /is not the number of a scan/ },
    { args: ['--only-failed', '1', '--policy', 'cis'], message: /--only-failed and --policy/ },
    { args: ['--only-failed', '1', '--ou', 'r-simu'], message: /--only-failed and --ou/ },
    { args: ['--only-failed', '1', '--resume', '1'], message: /--resume and --only-failed/ },
  ])('is refused with $args', async ({ args, message }) => {
    const stage = await open({ organization: buildOrganization(1) });
    expect(await stage.run(['scan', ...args])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(message),
    });
  });

  test('is refused while that scan is still going on', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    await enqueueScan(stage);
    expect(await stage.run(['scan', '--only-failed', '1'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/Scan 1 is still going on.*--watch/),
    });
  });
});

async function open(options: StageOptions): Promise<ScanStage> {
  const stage = await openStage(options);
  onTestFinished(() => stage.close());
  return stage;
}

function countScanned(stage: ScanStage): Promise<unknown> {
  return readValue(
    stage,
    `select count(*)::integer from credsweep.account_scan where state = 'scanned'`,
  );
}

function countRunning(stage: ScanStage): Promise<unknown> {
  return readValue(
    stage,
    `select count(*)::integer from credsweep.account_scan where state = 'waiting' and lease_token is not null`,
  );
}
