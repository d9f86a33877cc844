import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStage, type ScanStage, type StageOptions, startRedisServer } from '@credsweep/testkit';
import { backends, chooseBackend } from './service/open-backend.ts';
import {
  awaitScan,
  buildOrganization,
  enqueueScan,
  readLog,
  readValue,
  startWorker,
} from './service/stage-actions.ts';

const nightly = ['schedule', 'add', 'nightly', '--cron', '0 3 * * *'];

describe('the schedules', { timeout: 60_000 }, () => {
  test('are added, listed with their next start in their own time zone, and removed', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    expect((await stage.run(['schedule', 'list'])).stdout).toContain('There are no schedules.');

    const flags = ['--time-zone', 'Asia/Tokyo', '--policy', 'cis', '--ou', 'r-simu'];
    const added = await stage.run([...nightly, ...flags]);
    expect(added.exitCode, added.stderr).toBe(0);
    expect(added.stdout).toMatch(
      /^Schedule nightly is added. Its next scan starts \w{3} \d{4}-\d\d-\d\d 03:00 GMT\+9, if/,
    );
    const listed = await stage.run(['schedule', 'list']);
    const [head, row] = listed.stdout.split('\n');
    expect(head).toMatch(/^SCHEDULE +CRON +TIME ZONE +POLICY +NEXT SCAN +LAST SCAN$/);
    expect(row).toMatch(
      /^nightly +0 3 \* \* \* +Asia\/Tokyo +cis +\w{3} .* 03:00 GMT\+9 +none yet$/,
    );
    const json = JSON.parse((await stage.run(['schedule', 'list', '--format', 'json'])).stdout);
    expect(json).toMatchObject([
      {
        name: 'nightly',
        cron: '0 3 * * *',
        timeZone: 'Asia/Tokyo',
        policy: { name: 'cis' },
        settings: { selection: { organizationalUnits: ['r-simu'] } },
        lastScan: null,
        lastSkippedAt: null,
        nextRunAt: expect.stringMatching(/T18:00:00.000Z$/),
      },
    ]);

    expect(await stage.run(nightly)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/"nightly" already.*\[schedule_exists\]/),
    });
    expect(await stage.run(['schedule', 'remove', 'nightly'])).toMatchObject({ exitCode: 0 });
    expect(await stage.run(['schedule', 'remove', 'nightly'])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[schedule_not_found]'),
    });
    expect((await stage.run(['schedule', 'list', '--format', 'json'])).stdout).toBe('[]\n');
  });

  test('that cannot be kept are refused with the reason, and none is added', async () => {
    const stage = await open({ organization: buildOrganization(1) });
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['x', '--cron', '0 * * * *'], /due again after 1 h.*same report again.*4 hours/],
      [['x', '--cron', '0 3 * *'], /is not a cron expression.*five fields/],
      [['x', '--cron', '0 25 * * *'], /"0 25 \* \* \*" cannot be used/],
      [['x', '--cron', '0 3 * * *', '--time-zone', 'Berlin'], /"Berlin" is not a time zone/],
      [['Nightly!', '--cron', '0 3 * * *'], /"Nightly!" cannot name a schedule/],
      [['x'], /required option '--cron/],
    ];
    for (const [args, message] of cases) {
      const run = await stage.run(['schedule', 'add', ...args]);
      expect(run, args.join(' ')).toMatchObject({
        exitCode: 2,
        stdout: '',
        stderr: expect.stringMatching(message),
      });
    }
    expect((await stage.run(['schedule', 'list', '--format', 'json'])).stdout).toBe('[]\n');
  });
});

describe.each(backends)('a schedule on %s', { timeout: 90_000 }, (backend) => {
  test('that is due starts one scan, by its own policy, and knows it as its last', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(3),
      environment: chooseBackend(backend, skip),
    });
    await stage.run([...nightly, '--policy', 'pci']);
    await makeDueEachSecond(stage);
    const worker = await startWorker(stage);
    await awaitScan(stage, 1);
    // It is due again and again meanwhile, which within minutes can only be the same start.
    await pause(2500);
    expect(await readValue(stage, 'select count(*)::integer from credsweep.scan')).toBe(1);
    const listed = await stage.run(['schedule', 'list', '--format', 'json']);
    expect(JSON.parse(listed.stdout)).toMatchObject([
      { policy: { name: 'pci' }, lastScan: { scanId: 1, state: 'completed' }, lastSkippedAt: null },
    ]);
    expect((await stage.run(['schedule', 'list'])).stdout).toMatch(/ 1, completed, \w{3} \d{4}-/);
    worker.kill('SIGTERM');
    expect(readLog((await worker.ended).stderr)).toContainEqual(
      expect.objectContaining({
        msg: 'scheduled scan started',
        schedule: 'nightly',
        scanId: 1,
      }),
    );
  });

  test('that is due while a scan of the organization is going on is skipped, and says why', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(7),
      environment: chooseBackend(backend, skip),
      latency: { 'iam:GetCredentialReport': { minMs: 15_000, maxMs: 15_000 } },
    });
    const worker = await startWorker(stage, ['--concurrency', '2']);
    const scanId = await enqueueScan(stage);
    await awaitScan(stage, scanId, 'scanning');
    await stage.run(nightly);
    await makeDueEachSecond(stage);
    // Any command that changes the schedules tells the queue of all of them.
    await stage.run(['schedule', 'add', 'other', '--cron', '0 5 * * *']);
    await expect
      .poll(() =>
        readValue(stage, `select last_skip_reason from credsweep.schedule where name = 'nightly'`),
      )
      .toMatch(/^Scan 1 of o-\w+ was still going on \(scanning\)\.$/);
    expect(await readValue(stage, 'select count(*)::integer from credsweep.scan')).toBe(1);
    expect((await stage.run(['schedule', 'list'])).stdout).toMatch(
      /nightly was skipped .*: Scan 1 of o-\w+ was still going on/,
    );
    worker.kill('SIGKILL');
  });

  test('that was removed starts nothing any more', async ({ skip }) => {
    const stage = await open({
      organization: buildOrganization(1),
      environment: chooseBackend(backend, skip),
    });
    await stage.run(nightly);
    await makeDueEachSecond(stage);
    await stage.run(['schedule', 'add', 'other', '--cron', '0 5 * * *']);
    await stage.run(['schedule', 'remove', 'nightly']);
    await startWorker(stage);
    await pause(3000);
    expect(await readValue(stage, 'select count(*)::integer from credsweep.scan')).toBe(0);
  });
});

test(
  'a Redis that has lost everything gets the schedules back, from a worker that starts and from one that runs',
  { timeout: 120_000 },
  async ({ skip }) => {
    const redis = await startRedisServer();
    if (redis === null) return skip('no redis-server');
    onTestFinished(() => redis.stop());
    const stage = await open({
      organization: buildOrganization(1),
      environment: { REDIS_URL: redis.url },
    });
    await stage.run(nightly);
    await makeDueEachSecond(stage);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    await client.flushall();
    await startWorker(stage);
    await awaitScan(stage, 1);

    await client.flushall();
    await stage.database.pool.query('update credsweep.schedule set last_started_at = null');
    await expect
      .poll(() => readValue(stage, 'select count(*)::integer from credsweep.scan'), {
        timeout: 80_000,
      })
      .toBe(2);
  },
);

/** Below four hours no command lets a schedule go, so the test changes the row itself. */
async function makeDueEachSecond(stage: ScanStage): Promise<void> {
  await stage.database.pool.query(
    `update credsweep.schedule set cron = '* * * * * *' where name = 'nightly'`,
  );
}

async function open(options: StageOptions): Promise<ScanStage> {
  const stage = await openStage(options);
  onTestFinished(() => stage.close());
  return stage;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
