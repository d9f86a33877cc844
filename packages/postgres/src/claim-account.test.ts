import { CredsweepError, type AccountClaim } from '@credsweep/core';
import { expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { createPostgresLedger } from './postgres-ledger.ts';
import { beginScan, buildAccount, buildResult, claim, roleMissing } from './testing/scan-driver.ts';

const postgres = usePostgres();

test('of two scans that claim the same accounts at the same moment, each account goes to exactly one', async () => {
  const { ledger, first, second } = await beginTwoScans(40);
  const claims = await Promise.all(
    first.jobs.flatMap((job, index) => {
      const other = second.jobs[index] ?? job;
      return index % 2 === 0
        ? [ledger.claimAccount(job), ledger.claimAccount(other)]
        : [ledger.claimAccount(other), ledger.claimAccount(job)];
    }),
  );
  const claimed = claims.filter((each): each is AccountClaim => each !== null && each !== 'busy');
  expect(claimed).toHaveLength(40);
  expect(new Set(claimed.map(({ accountId }) => accountId)).size).toBe(40);
  expect(claims.filter((each) => each === 'busy')).toHaveLength(40);
});

test('an account is free for another scan once it was given back, scanned, failed, or held for two minutes', async () => {
  const { ledger, pool, first, second } = await beginTwoScans(5);
  const held = await Promise.all(first.jobs.map((job) => claim(ledger, job)));
  for (const job of second.jobs) expect(await ledger.claimAccount(job)).toBe('busy');
  const [given, scanned, failed, old] = held as [
    AccountClaim,
    AccountClaim,
    AccountClaim,
    AccountClaim,
  ];
  await ledger.releaseAccount(given, {}, false);
  await ledger.saveScanned(scanned, buildResult(scanned, {}));
  await ledger.saveFailed(failed, roleMissing(failed.accountId), {});
  await pool.query(
    `update credsweep.account_scan set leased_at = now() - interval '121 seconds' where lease_token = $1`,
    [old.leaseToken],
  );
  const claims = await Promise.all(second.jobs.map((job) => ledger.claimAccount(job)));
  expect(claims.map((each) => (each === 'busy' ? each : each?.scanId))).toEqual([
    ...Array.from({ length: 4 }, () => second.scan.scanId),
    'busy',
  ]);
});

test('a scan that is cancelled leaves its accounts to others, and who was reading one can no longer write', async () => {
  const { ledger, first, second } = await beginTwoScans(2);
  const held = await claim(ledger, first.jobs[0]);
  expect(await ledger.cancelScan(first.scan.scanId)).toBe(true);
  expect(await ledger.cancelScan(first.scan.scanId)).toBe(false);
  await expect(ledger.saveScanned(held, buildResult(held, {}))).rejects.toThrow(
    expect.objectContaining({ code: 'lease_lost' }),
  );
  const failure = new CredsweepError('access_denied', 'No.');
  await expect(ledger.saveFailed(held, failure, {})).rejects.toMatchObject({ code: 'lease_lost' });
  for (const job of first.jobs) expect(await ledger.claimAccount(job)).toBeNull();
  for (const job of second.jobs) await claim(ledger, job);
});

/** Two scans that have listed the same accounts. */
async function beginTwoScans(count: number) {
  const { pool } = await postgres.cloneDatabase();
  const ledger = createPostgresLedger(pool);
  const accounts = Array.from({ length: count }, (_, index) =>
    buildAccount(String(200_000_000_001 + index)),
  );
  const first = await beginScan(ledger, accounts);
  return { pool, ledger, first, second: await beginScan(ledger, accounts) };
}
