import { CredsweepError, type AccountClaim, type AccountScanJob } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { usePostgres } from '../../testkit/src/postgres-fixture.ts';
import type { TestDatabase } from '../../testkit/src/template-database.ts';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import {
  beginScan,
  buildAccount,
  buildResult,
  claim,
  finishScan,
  roleMissing,
  testAsOf,
  testSettings,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
const accountId = '000000000001';
let database: TestDatabase;
let ledger: PostgresLedger;
let scanId: number;
let job: AccountScanJob;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
  const { scan, jobs } = await beginScan(ledger, [buildAccount(accountId)]);
  scanId = scan.scanId;
  job = jobs[0] as AccountScanJob;
});

const content = { users: [{ name: 'alice', keys: [{ rotated: '2026-06-01T00:00:00+00:00' }] }] };

function save(held: AccountClaim): Promise<void> {
  return ledger.saveScanned(held, buildResult(held, content));
}

async function readRow(): Promise<Record<string, unknown>> {
  const { rows } = await database.pool.query(
    'select state, attempts, generation, api_calls from credsweep.account_scan',
  );
  return rows[0] as Record<string, unknown>;
}

test('a claim has all that a worker needs to know', async () => {
  const held = await claim(ledger, job);
  expect(held).toMatchObject({
    scanId,
    accountId,
    attempts: 1,
    asOf: testAsOf,
    settings: testSettings,
  });
  expect(held.policy.name).toBe('default');
  expect(held.leaseToken).toMatch(/^[0-9a-f-]{36}$/);
  expect(Math.abs(Date.now() - held.firstClaimedAt.getTime())).toBeLessThan(60_000);
});

test('workers claim accounts while others are still being listed', async () => {
  expect((await ledger.findScan(scanId))?.state).toBe('listing');
  await save(await claim(ledger, job));
  expect(await ledger.beginClosing(scanId)).toBe(false);
});

test('a newer claim takes the account away from the older one', async () => {
  const older = await claim(ledger, job);
  const newer = await claim(ledger, job);
  expect(newer.attempts).toBe(2);
  expect(newer.firstClaimedAt).toEqual(older.firstClaimedAt);
  await expect(save(older)).rejects.toMatchObject({ code: 'lease_lost' });
  await expect(ledger.saveFailed(older, roleMissing(accountId), {})).rejects.toMatchObject({
    code: 'lease_lost',
  });
  await ledger.releaseAccount(older, { 'iam:ListAccessKeys': 5 }, true);
  expect(await readRow()).toMatchObject({ state: 'waiting', attempts: 2, api_calls: {} });
  await save(newer);
  expect(await readRow()).toMatchObject({ state: 'scanned' });
});

test('nothing of a lost claim is written, not even in part', async () => {
  const older = await claim(ledger, job);
  await claim(ledger, job);
  await save(older).catch(() => undefined);
  for (const table of [
    'user_fact',
    'access_key_fact',
    'root_fact',
    'account_summary',
    'age_band_summary',
  ]) {
    const { rowCount } = await database.pool.query(`select from credsweep.${table}`);
    expect(rowCount, table).toBe(0);
  }
});

test('a job that runs twice at once counts once', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, () => claim(ledger, job)));
  const results = await Promise.allSettled(claims.map((held) => save(held)));
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  await ledger.endListing(scanId, [], {});
  await finishScan(ledger, scanId);
  expect(await ledger.summarizeScan(scanId)).toMatchObject({
    users: 1,
    coverage: { scanned: 1 },
    apiCalls: { byAction: { 'sts:AssumeRole': 1 } },
  });
});

test('an account that has its outcome is not claimed again', async () => {
  await save(await claim(ledger, job));
  expect(await ledger.claimAccount(job)).toBeNull();
});

test('the same claim cannot save twice', async () => {
  const held = await claim(ledger, job);
  await save(held);
  await expect(save(held)).rejects.toBeInstanceOf(CredsweepError);
  expect(await readRow()).toMatchObject({ api_calls: { 'sts:AssumeRole': 1 } });
});

test('a job of an older generation claims nothing', async () => {
  const [renewed] = await ledger.renewJobs([job]);
  expect(renewed).toEqual({ ...job, generation: 2 });
  expect(await ledger.claimAccount(job)).toBeNull();
  expect(await ledger.claimAccount(renewed as AccountScanJob)).not.toBeNull();
});

test('a job of another scan or an unknown account claims nothing', async () => {
  expect(await ledger.claimAccount({ ...job, scanId: scanId + 1 })).toBeNull();
  expect(await ledger.claimAccount({ ...job, accountId: '999999999999' })).toBeNull();
});

test('an account that was given back waits, without an attempt spent but for a failure', async () => {
  const first = await claim(ledger, job);
  await ledger.releaseAccount(first, { 'iam:GenerateCredentialReport': 1 }, false);
  expect(await readRow()).toMatchObject({ state: 'waiting', attempts: 0 });
  const second = await claim(ledger, job);
  expect(second.firstClaimedAt).toEqual(first.firstClaimedAt);
  await ledger.releaseAccount(
    second,
    { 'iam:GenerateCredentialReport': 1, 'sts:AssumeRole': 1 },
    true,
  );
  expect(await readRow()).toMatchObject({
    state: 'waiting',
    attempts: 1,
    api_calls: { 'iam:GenerateCredentialReport': 2, 'sts:AssumeRole': 1 },
  });
  await save(await claim(ledger, job));
  expect(await readRow()).toMatchObject({
    state: 'scanned',
    attempts: 2,
    api_calls: {
      'iam:GenerateCredentialReport': 3,
      'sts:AssumeRole': 2,
      'iam:GetCredentialReport': 1,
    },
  });
});

test('a claim that was given back can write nothing any more', async () => {
  const held = await claim(ledger, job);
  await ledger.releaseAccount(held, {}, false);
  await expect(save(held)).rejects.toMatchObject({ code: 'lease_lost' });
});

test('a scan that a person stopped claims nothing, and lets work that has begun be saved', async () => {
  const held = await claim(ledger, job);
  await ledger.interruptScan(scanId);
  expect(await ledger.claimAccount(job)).toBeNull();
  await save(held);
  expect(await readRow()).toMatchObject({ state: 'scanned' });
  expect(await ledger.beginClosing(scanId)).toBe(false);
});

test('a scan whose listing failed claims nothing', async () => {
  await ledger.failScan(scanId, new CredsweepError('organization_unreadable', 'denied'));
  expect(await ledger.claimAccount(job)).toBeNull();
});

test('a failure keeps its code and message, whatever characters are in it', async () => {
  const message = `role\u0000 "x'; drop table credsweep.scan; -- \u{1F510} 日本`;
  await ledger.saveFailed(
    await claim(ledger, job),
    new CredsweepError('role_missing_or_denied', message),
    { 'sts:AssumeRole': 3 },
  );
  const summary = await ledger.summarizeScan(scanId);
  expect(summary?.failures).toEqual([
    { accountId, code: 'role_missing_or_denied', message: message.replace('\u0000', '') },
  ]);
  expect(summary?.apiCalls).toEqual({ total: 3, byAction: { 'sts:AssumeRole': 3 } });
});
