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

const unhurried = { 'iam:GetCredentialReport': { minMs: 400, maxMs: 400 } };

describe.each(backends)('on %s', { timeout: 90_000 }, (backend) => {
  test('a cap holds over all workers together, and the next worker can take it away', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(15),
      environment: chooseBackend(backend, skip),
      latency: unhurried,
    });
    const cap = ['--concurrency', '8', '--max-concurrent-accounts', '3'];
    const workers = await Promise.all([startWorker(stage, cap), startWorker(stage, cap)]);
    const scanId = await enqueueScan(stage);
    const capped = await watchAccounts(stage, scanId);
    expect(capped.mostAtOnce).toBe(3);
    for (const worker of workers) worker.kill('SIGTERM');
    await Promise.all(workers.map((worker) => worker.ended));

    await startWorker(stage, ['--concurrency', '8', '--max-concurrent-accounts', '0']);
    const free = await watchAccounts(stage, await enqueueScan(stage));
    expect(free.mostAtOnce).toBeGreaterThan(3);
  });

  test('an account that AWS throttles backs off without a slot, and is scanned in the end', async ({
    skip,
  }) => {
    const organization = buildOrganization(8);
    const stage = await open({
      organization,
      environment: chooseBackend(backend, skip),
      // The SDK tries four times in each of the first two attempts.
      faults: [{ action: 'iam:*', accountId: memberId(1), kind: 'throttle', times: 8 }],
    });
    await startWorker(stage, ['--concurrency', '1']);
    const scanId = await enqueueScan(stage);
    await expect.poll(() => countScanned(stage), { timeout: 30_000, interval: 50 }).toBe(8);
    expect(await readOutcome(stage, memberId(1))).toBe('waiting');
    await awaitScan(stage, scanId);
    const { rows } = await stage.database.pool.query(
      `select state, attempts, (api_calls ->> 'iam:GenerateCredentialReport')::integer as calls,
         finished_at = (select max(finished_at) from credsweep.account_scan) as was_last,
         extract(epoch from finished_at - first_claimed_at) as seconds
       from credsweep.account_scan where account_id = $1`,
      [memberId(1)],
    );
    expect(rows).toMatchObject([{ state: 'scanned', attempts: 3, calls: 9, was_last: true }]);
    // Pauses of 2.5 to 5 s and of 5 to 10 s.
    expect(Number(rows[0]?.seconds)).toBeGreaterThan(7.5);
  });

  test('two scans at once never read one account at the same time, and both end complete', async ({
    skip,
  }) => {
    const stage = await open({
      organization: buildOrganization(11),
      environment: chooseBackend(backend, skip),
      latency: unhurried,
    });
    const many = ['--concurrency', '12'];
    await Promise.all([startWorker(stage, many), startWorker(stage, many)]);
    const [first, second] = await Promise.all([enqueueScan(stage), enqueueScan(stage)]);
    const seen = await watchAccounts(stage, first, second);
    expect(seen.mostAtOnce).toBeGreaterThan(3);
    expect(seen.mostInOneAccount).toBe(1);
    for (const scanId of [first, second]) {
      const scanned = `select count(*)::integer from credsweep.account_scan
        where scan_id = $1 and state = 'scanned' and attempts = 1`;
      expect(await readValue(stage, scanned, [scanId])).toBe(12);
    }
  });
});

test('an account that a dead worker holds for another scan is read after two minutes at most', async () => {
  const stage = await open({ organization: buildOrganization(1) });
  const dead = await enqueueScan(stage);
  await stage.database.pool.query(
    `insert into credsweep.organization (organization_id, kind) values ('o-simulated1', 'organization')`,
  );
  await stage.database.pool.query(
    `insert into credsweep.account (account_id, organization_id, account_name, state, first_listed_scan_id, last_listed_scan_id)
     values ($1, 'o-simulated1', 'm', 'ACTIVE', $2, $2)`,
    [memberId(1), dead],
  );
  await stage.database.pool.query(
    `insert into credsweep.account_scan (scan_id, account_id, lease_token, leased_at)
     values ($1, $2, gen_random_uuid(), now() - interval '115 seconds')`,
    [dead, memberId(1)],
  );
  const startedAt = performance.now();
  const run = await stage.run(['scan', '--account', memberId(1), '--format', 'json']);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(performance.now() - startedAt).toBeGreaterThan(4000);
});

/** Looks at what is being read, every few milliseconds, until the scans are completed. */
async function watchAccounts(
  stage: ScanStage,
  ...scanIds: readonly number[]
): Promise<{ readonly mostAtOnce: number; readonly mostInOneAccount: number }> {
  let mostAtOnce = 0;
  let mostInOneAccount = 0;
  for (;;) {
    const { rows } = await stage.database.pool.query<{
      at_once: number;
      in_one: number;
      open: number;
    }>(
      `with running as (
         select account_id, count(*) as scans from credsweep.account_scan
         where state = 'waiting' and lease_token is not null group by account_id
       )
       select
         coalesce(sum(scans), 0)::integer as at_once,
         coalesce(max(scans), 0)::integer as in_one,
         (select count(*) from credsweep.scan where scan_id = any($1) and state <> 'completed')::integer as open
       from running`,
      [scanIds],
    );
    mostAtOnce = Math.max(mostAtOnce, rows[0]?.at_once ?? 0);
    mostInOneAccount = Math.max(mostInOneAccount, rows[0]?.in_one ?? 0);
    if (rows[0]?.open === 0) return { mostAtOnce, mostInOneAccount };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function countScanned(stage: ScanStage): Promise<unknown> {
  return readValue(
    stage,
    `select count(*)::integer from credsweep.account_scan where state = 'scanned'`,
  );
}

function readOutcome(stage: ScanStage, accountId: string): Promise<unknown> {
  return readValue(stage, 'select state from credsweep.account_scan where account_id = $1', [
    accountId,
  ]);
}

async function open(options: StageOptions): Promise<ScanStage> {
  const stage = await openStage(options);
  onTestFinished(() => stage.close());
  return stage;
}
