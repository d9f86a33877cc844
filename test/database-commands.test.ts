import { withStage } from '@credsweep/testkit';
import { addAccessKey, addUser, type SimulatedOrganization } from '@credsweep/simulator';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { buildOrganization, memberId } from './service/stage-actions.ts';

test('db prune drops the facts of old scans, says what it did, and reports go on', async () => {
  await withStage({ organization: withUsers() }, async (stage) => {
    for (let scan = 1; scan <= 3; scan += 1) expect((await stage.run(['scan'])).exitCode).toBe(0);
    const before = await stage.run([
      'report',
      '--table',
      'aws_accesskey_details',
      '--format',
      'json',
    ]);

    const planned = await stage.run(['db', 'prune', '--keep-scans', '1', '--dry-run']);
    expect(planned.stdout).toBe(
      'Scan 1 would be pruned.\nScan 2 would be pruned.\n2 scans would be pruned. Nothing was changed.\n',
    );
    const pruned = await stage.run(['db', 'prune', '--keep-scans', '1']);
    expect(pruned.exitCode, pruned.stderr).toBe(0);
    expect(pruned.stdout).toMatch(
      /^Scan 1: \d+\.\d kB freed\.\nScan 2: \d+\.\d kB freed\.\nPruned 2 scans, \d+\.\d kB freed\. Their totals, coverage and findings are kept\.\n$/,
    );
    expect((await stage.run(['db', 'prune', '--keep-scans', '1'])).stdout).toBe(
      'There is nothing to prune.\n',
    );

    const after = await stage.run([
      'report',
      '--table',
      'aws_accesskey_details',
      '--format',
      'json',
    ]);
    expect(after.stdout).toBe(before.stdout);
    const trend = await stage.run(['report', '--table', 'organization_trend', '--format', 'json']);
    expect(JSON.parse(trend.stdout)).toHaveLength(3);
  });
});

test('rows as of a scan whose facts are gone are refused, and the answer says what there is', async () => {
  await withStage({ organization: withUsers() }, async (stage) => {
    for (let scan = 1; scan <= 2; scan += 1) expect((await stage.run(['scan'])).exitCode).toBe(0);
    const summaryBefore = await stage.run(['report', '--scan', '1', '--format', 'json']);
    await stage.run(['db', 'prune', '--keep-scans', '1']);
    for (const args of [
      ['report', '--scan', '1', '--table', 'aws_staleuser_details'],
      ['report', '--scan', '1', '--format', 'html'],
      ['report', 'diff', '1', '2'],
    ]) {
      const { exitCode, stdout, stderr } = await stage.run(args);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(
        /users and keys of scan 1 were dropped.*all their rows: 2\. \[scan_pruned\]/s,
      );
    }
    const summary = await stage.run(['report', '--scan', '1', '--format', 'json']);
    expect(summary.exitCode, summary.stderr).toBe(0);
    expect(summary.stdout).toBe(summaryBefore.stdout);
    const coverage = await stage.run(['report', '--scan', '1', '--table', 'scan_coverage']);
    expect(coverage.exitCode, coverage.stderr).toBe(0);
  });
});

test('db url keeps the embedded server running until it is stopped', async () => {
  await withStage({ organization: buildOrganization(1) }, async (stage) => {
    const holder = stage.start(['db', 'url'], {
      environment: { DATABASE_URL: '' },
      timeoutMs: 60_000,
    });
    await holder.waitForOutput(/runs until Ctrl-C/);
    // Longer than an idle connection of a pool is kept.
    await sleep(13_000);
    holder.kill('SIGINT');
    const { exitCode, stdout, stderr } = await holder.ended;
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^postgresql:\/\/\S+\n$/);
  });
});

test.each([
  [['db', 'prune'], /Say what to keep: --keep-scans N/],
  [['db', 'prune', '--keep-scans', '0'], /--keep-scans "0" is not a whole number of 1 or more/],
  [['db', 'prune', '--keep-days', '-1'], /--keep-days "-1" is not a whole number of 0 or more/],
  [['db', 'grant-reader', 'Robert"; drop'], /is not a name for a database role/],
  [['db', 'grant-reader', 'pg_monitor'], /is not a name for a database role/],
  [['db', 'grant-reader', 'absent_reader'], /no role absent_reader.*CREDSWEEP_READER_PASSWORD/s],
])('%j is wrong usage', async (args, message) => {
  await withStage({ organization: buildOrganization(1) }, async (stage) => {
    const { exitCode, stderr } = await stage.run(args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

function withUsers(): SimulatedOrganization {
  const organization = buildOrganization(2);
  for (const number of [1, 2]) {
    const [accountId, name] = [memberId(number), `user-${number}`];
    addUser(organization, accountId, { name, createdAt: longAgo });
    addAccessKey(organization, accountId, name, { createdAt: longAgo });
  }
  return organization;
}

const longAgo = new Date('2024-01-01T00:00:00Z');
