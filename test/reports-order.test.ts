import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  getAccount,
  renderCredentialReport,
} from '@credsweep/simulator';
import { openStage, withStage, type CredsweepRun, type ScanStage } from '@credsweep/testkit';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { daysBefore } from './oracle/every-case-world.ts';
import { readView } from './oracle/read-views.ts';

const member = '200000000001';
const now = new Date();

describe('a scan of credential reports', () => {
  let stage: ScanStage;

  beforeAll(async () => {
    const organization = createOrganization();
    addAccount(organization, { id: member, name: 'payments' });
    addUser(organization, member, { name: 'deploy', createdAt: daysBefore(now, 800) });
    addAccessKey(organization, member, 'deploy', { createdAt: daysBefore(now, 700) });
    stage = await openStage({ organization });
    await mkdir(join(stage.folder, 'reports'));
    const report = renderCredentialReport(organization, getAccount(organization, member));
    await stage.write(join('reports', `${member}.csv`), report);
    await stage.write(join('reports', 'payments (old).csv'), report);
  });
  afterAll(() => stage?.close());

  const scanReports = (asOf?: Date): Promise<CredsweepRun> =>
    stage.run([
      'scan',
      '--from-reports=reports',
      '--format=json',
      ...(asOf === undefined ? [] : ['--as-of', asOf.toISOString()]),
    ]);

  test('names the files that it does not read, and how they should be called, in its report too', async () => {
    const { stderr, exitCode, stdout } = await scanReports(daysBefore(now, 10));
    expect(exitCode, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      notice: expect.stringContaining('left alone'),
    });
    expect(stderr).toMatch(
      /1 file is left alone in .*reports: "payments \(old\)\.csv"\. Only files named ACCOUNT_ID\.csv/,
    );
  });

  test('may be of the same time again, or of a later one', async () => {
    for (const days of [10, 5])
      expect(await scanReports(daysBefore(now, days))).toMatchObject({ exitCode: 0 });
  });

  test('of an earlier time than one before it is refused, and changes nothing', async () => {
    const before = await readState(stage);
    const { stderr, exitCode } = await scanReports(daysBefore(now, 400));
    expect(stderr).toMatch(
      /is before scan 3 .*Scan in the order of time\..*CREDSWEEP_HOME=.*\[as_of_outdated\]/,
    );
    expect(exitCode).toBe(2);
    expect(await readState(stage)).toEqual(before);
  });

  test('of the future is refused', async () => {
    const { stderr, exitCode } = await scanReports(daysBefore(now, -30));
    expect(stderr).toMatch(/is in the future\..*report --stale-after-days/);
    expect(exitCode).toBe(2);
  });

  test('of an account that AWS was asked for is refused, and changes nothing', async () => {
    expect(await stage.run(['scan'])).toMatchObject({ exitCode: 0 });
    const before = await readState(stage);
    expect(before[1]).toEqual([expect.objectContaining({ account_name: 'payments' })]);
    const { stderr, exitCode } = await scanReports();
    expect(stderr).toMatch(/scans of AWS \(o-\w+\).*200000000001\. .*\[reports_not_mixable\]/);
    expect(exitCode).toBe(2);
    expect(await readState(stage)).toEqual(before);
  });
});

test('scans of two folders say in summary and tables that the one is not of all accounts', async () => {
  const organization = createOrganization();
  const folders = { june: ['200000000001', '200000000002'], july: ['200000000003'] };
  for (const id of Object.values(folders).flat()) {
    addAccount(organization, { id });
    addUser(organization, id, { name: 'deploy', createdAt: daysBefore(now, 800) });
  }
  await withStage({ organization }, async (stage) => {
    for (const [folder, ids] of Object.entries(folders)) {
      await mkdir(join(stage.folder, folder));
      for (const id of ids)
        await stage.write(
          join(folder, `${id}.csv`),
          renderCredentialReport(organization, getAccount(organization, id)),
        );
    }
    const first = await stage.run(['scan', '--from-reports', 'june']);
    expect(first.stdout).not.toContain('Other accounts');
    const second = await stage.run(['scan', '--from-reports', 'july']);
    expect(second.stdout).toMatch(
      /Stale users +1 of 1 [^]*Other accounts +2 accounts of other scans not counted here; "credsweep report --table" shows them, too\n/,
    );
    expect((await stage.run(['report', '--format', 'markdown'])).stdout).toContain(
      '| Other accounts | 2 |  | 2 accounts of other scans not counted here |',
    );
    expect((await stage.run(['report', '--format', 'html'])).stdout).toContain(
      '2 accounts of other scans not counted here',
    );
    const table = ['report', '--table', 'aws_staleuser_summary', '--format', 'csv'];
    const all = await stage.run(table);
    expect(all.stdout.trim().split('\n')).toHaveLength(4);
    expect(all.stderr).toMatch(
      /the newest scan \(2\) was not of 2 accounts of them\. .*--scan 2\.\n$/,
    );
    const own = await stage.run([...table, '--scan', '2']);
    expect(own.stdout.trim().split('\n')).toHaveLength(2);
    expect(own.stderr).toBe('');
  });
});

/** What a scan that should not have been would change. */
async function readState({ database }: ScanStage): Promise<readonly (readonly unknown[])[]> {
  const scans = await database.pool.query('select scan_id, state, as_of from credsweep.scan');
  return [
    scans.rows,
    await readView(database.pool, 'aws_accesskey_details'),
    await readView(database.pool, 'key_findings'),
  ];
}
