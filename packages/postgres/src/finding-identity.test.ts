import { policySchema } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import type { ReportKey } from './testing/report-builder.ts';
import { runScan, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const accountId = '000000000001';
const old: ReportKey = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' };

/** Scans alice's two keys of one second; each is active or not, its id is known or null, or the key is null: gone. */
async function scanTwins(
  ...twins: readonly ([active: boolean, id: string | null] | null)[]
): Promise<void> {
  const keys = twins.flatMap((twin, index) =>
    twin === null ? [] : { ...old, slot: (index + 1) as 1 | 2, active: twin[0] },
  );
  const keyIds = Object.fromEntries(
    twins.flatMap((twin, index) => (twin?.[1] == null ? [] : [[`alice ${index + 1}`, twin[1]]])),
  );
  await runScan(ledger, { [accountId]: { users: [{ name: 'alice', keys }], keyIds } });
}

async function readFindings(order = 'finding_id'): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query<{ finding: string }>(
    `select concat_ws(' ', access_key_id, state, resolution) as finding from credsweep.finding order by ${order}`,
  );
  return rows.map((row) => row.finding);
}

/** Ids of the keys that the view shows, and whether each has a finding. */
async function readView(): Promise<readonly unknown[]> {
  const { rows } = await database.pool.query<{ id: string | null; found: boolean }>(
    `select access_key_id as id, finding_id is not null as found
     from credsweep.aws_accesskey_highrisk order by key_slot`,
  );
  return rows.map((row) => [row.id, row.found]);
}

test('an id that is learnt later does not open a second finding', async () => {
  await scanTwins([true, null]);
  await scanTwins([true, 'AKIA1']);
  expect(await readFindings()).toEqual(['AKIA1 open']);
  expect(await readView()).toEqual([['AKIA1', true]]);
});

test('an id that is not known any more does not open a second finding, and the view shows the first', async () => {
  await scanTwins([true, 'AKIA1']);
  await scanTwins([true, null]);
  expect(await readFindings()).toEqual(['AKIA1 open']);
  expect(await readView()).toEqual([[null, true]]);
});

test('two keys of one second whose ids are known have a finding each', async () => {
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  expect(await readFindings()).toEqual(['AKIA1 open', 'AKIA2 open']);
  await scanTwins([true, 'AKIA1'], [false, 'AKIA2']);
  expect(await readFindings()).toEqual(['AKIA1 open', 'AKIA2 resolved deactivated']);
});

test('two keys of one second whose slots have changed places are the same keys', async () => {
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  await scanTwins([true, 'AKIA2'], [true, 'AKIA1']);
  expect(await readFindings()).toEqual(['AKIA1 open', 'AKIA2 open']);
});

test('two keys of one second that nobody can tell apart share a finding until both are gone', async () => {
  await scanTwins([true, null], [true, null]);
  expect(await readFindings()).toEqual(['open']);
  expect(await readView()).toEqual([
    [null, true],
    [null, true],
  ]);
  await scanTwins([true, null], [false, null]);
  expect(await readFindings()).toEqual(['open']);
  await scanTwins(null, null);
  expect(await readFindings()).toEqual(['resolved deleted']);
});

test('when the ids of such keys are learnt, one keeps the finding and the other opens its own', async () => {
  await scanTwins([true, null], [true, null]);
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  expect(await readFindings()).toEqual(['AKIA1 open', 'AKIA2 open']);
});

test('a key without id is not taken for its twin whose id is known', async () => {
  await scanTwins([true, null], [true, 'AKIA2']);
  expect(await readFindings('finding')).toEqual(['AKIA2 open', 'open']);
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  expect(await readFindings('finding')).toEqual(['AKIA1 open', 'AKIA2 open']);
  await scanTwins([true, 'AKIA1'], [true, null]);
  expect(await readFindings('finding')).toEqual(['AKIA1 open', 'AKIA2 open']);
});

test('a twin that was made inactive resolves its own finding, though the other has no id', async () => {
  await scanTwins([true, 'AKIA1']);
  await scanTwins([false, 'AKIA1'], [true, null]);
  expect(await readFindings()).toEqual(['AKIA1 resolved deactivated', 'open']);
});

test('a nameless key is not taken for a twin that was resolved while it may be the one that is open', async () => {
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  await scanTwins([false, 'AKIA1'], [true, 'AKIA2']);
  await scanTwins([false, null], [true, null]);
  expect(await readFindings()).toEqual(['AKIA1 resolved deactivated', 'AKIA2 open']);
});

test('a nameless twin that is flagged after all were resolved reopens one finding', async () => {
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  await scanTwins([false, 'AKIA1'], [false, 'AKIA2']);
  await scanTwins([true, null], [true, null]);
  expect(await readFindings()).toEqual(['AKIA1 resolved deactivated', 'AKIA2 open']);
  await scanTwins([true, 'AKIA1'], [true, 'AKIA2']);
  expect(await readFindings()).toEqual(['AKIA1 open', 'AKIA2 open']);
});

test('a user of the same name who was created later is another one, though the keys are of the same second', async () => {
  await scanTwins([true, null]);
  const again = { name: 'alice', created: '2024-01-01T00:00:00+00:00', keys: [old] };
  await runScan(ledger, { [accountId]: { users: [again] } });
  expect(await readFindings()).toEqual(['resolved deleted', 'open']);
  expect(await readView()).toEqual([[null, true]]);
});

test('a renamed user takes the findings along, for the id of a key stays', async () => {
  await scanTwins([true, 'AKIA1']);
  await runScan(ledger, {
    [accountId]: { users: [{ name: 'alicia', keys: [old] }], keyIds: { 'alicia 1': 'AKIA1' } },
  });
  expect(await readFindings()).toEqual(['AKIA1 open']);
  expect(await readView()).toEqual([['AKIA1', true]]);
});

test('keys without a date are high-risk by a policy that includes inactive root keys, and are one finding', async () => {
  const policy = policySchema.parse({ includeInactiveKeys: true });
  const undated: AccountContent = {
    rootKeys: [{ rotated: null, used: '2020-01-01T00:00:00+00:00', active: false }],
  };
  await runScan(ledger, { [accountId]: undated }, { policy });
  await runScan(ledger, { [accountId]: undated }, { policy });
  expect(await readFindings()).toEqual(['open']);
  expect(await readView()).toEqual([[null, true]]);
  await runScan(ledger, { [accountId]: {} }, { policy });
  expect(await readFindings()).toEqual(['resolved deleted']);
});

test('a root key has a finding though its id is never known', async () => {
  await runScan(ledger, { [accountId]: { rootKeys: [old] } });
  await runScan(ledger, { [accountId]: { rootKeys: [old] } });
  expect(await readFindings()).toEqual(['open']);
  await runScan(ledger, {
    [accountId]: { rootKeys: [{ ...old, rotated: '2026-06-01T00:00:00+00:00' }] },
  });
  expect(await readFindings()).toEqual(['resolved rotated', 'open']);
});
