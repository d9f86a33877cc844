import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createInventory, type Inventory } from './inventory.ts';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { listFindings } from './queries/list-findings.ts';
import { roleMissing, runScan, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();
const [one, two, three] = ['000000000001', '000000000002', '000000000003'] as const;
const old = { rotated: '2024-01-01T00:00:00+00:00', used: '2026-06-01T00:00:00+00:00' };
const people = (...names: readonly string[]): AccountContent => ({
  users: names.map((name) => ({ name, keys: [old] })),
  keyIds: Object.fromEntries(names.map((name) => [`${name} 1`, `AKIA${name.toUpperCase()}`])),
});
let database: TestDatabase;
let ledger: PostgresLedger;
let inventory: Inventory;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
  inventory = createInventory(database.pool);
  await runScan(ledger, {
    [one]: people('ann', 'bob'),
    [two]: people('cid'),
    [three]: roleMissing(three),
  });
});

test('accounts come by their counts, those that were never read last', async () => {
  const request = { order: 'users', text: null, after: null, limit: 10 } as const;
  const accounts = await inventory.listAccounts(request);
  expect(
    accounts.map(({ accountId, counts, newestScan }) => [
      accountId,
      counts?.users ?? null,
      counts?.highRiskKeys ?? null,
      newestScan.state,
      newestScan.code,
    ]),
  ).toEqual([
    [one, 2, 2, 'scanned', null],
    [two, 1, 1, 'scanned', null],
    [three, null, null, 'failed', 'role_missing_or_denied'],
  ]);
  const rest = await inventory.listAccounts({
    ...request,
    after: { value: 1, accountId: two },
  });
  expect(rest.map(({ accountId }) => accountId)).toEqual([three]);
});

test('an account that fails later keeps its users, with the time that they are of', async () => {
  await runScan(
    ledger,
    { [one]: roleMissing(one), [two]: people('cid', 'dora'), [three]: roleMissing(three) },
    { asOf: new Date('2026-06-20T12:00:00Z') },
  );
  const users = await inventory.listUsers({
    accountId: null,
    isStale: null,
    after: null,
    limit: 9,
  });
  expect(users.map(({ userName, dataAsOf }) => [userName, dataAsOf.toISOString()])).toEqual([
    ['ann', '2026-06-15T12:00:00.000Z'],
    ['bob', '2026-06-15T12:00:00.000Z'],
    ['cid', '2026-06-20T12:00:00.000Z'],
    ['dora', '2026-06-20T12:00:00.000Z'],
  ]);
  expect((await inventory.listVisits(one, 5)).map(({ state }) => state)).toEqual([
    'failed',
    'scanned',
  ]);
  expect(await inventory.findUsers('C', 5)).toHaveLength(1);
});

test('pages go on where the one before has ended, over the borders of accounts', async () => {
  const request = { accountId: null, isHighRisk: null, limit: 2 };
  const [first, second] = await inventory.listAccessKeys({ ...request, after: null });
  expect([first?.userName, second?.userName]).toEqual(['ann', 'bob']);
  const next = await inventory.listAccessKeys({
    ...request,
    after: {
      accountId: second?.accountId ?? '',
      userArn: second?.userArn ?? '',
      keySlot: second?.keySlot ?? 0,
    },
  });
  expect(next.map(({ userName }) => userName)).toEqual(['cid']);
});

test('what is typed is never a pattern', async () => {
  for (const text of ['%', '_nn', 'a%', '\\']) {
    expect(await inventory.findUsers(text, 5), text).toEqual([]);
    expect(await inventory.findUsersContaining(text, 5), text).toEqual([]);
    expect(await inventory.findAccessKeys(text, 5), text).toEqual([]);
    expect(
      await inventory.listAccounts({ order: 'name', text, after: null, limit: 5 }),
      text,
    ).toEqual([]);
  }
});

test('findings come page by page, and by owner', async () => {
  await database.pool.query(`update credsweep.finding set owner = 'team' where user_name = 'bob'`);
  const all = await listFindings(database.pool, { limit: 10 });
  expect(all).toHaveLength(3);
  const first = await listFindings(database.pool, { limit: 1 });
  const after = first[0];
  if (after === undefined) throw new Error('no finding');
  expect(await listFindings(database.pool, { after, limit: 10 })).toEqual(all.slice(1));
  const owned = await listFindings(database.pool, { owner: 'team', limit: 10 });
  expect(owned.map(({ userName }) => userName)).toEqual(['bob']);
});

test('the beginning of a name or an id is looked up by an index', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    await client.query('set enable_seqscan = off');
    for (const [condition, index] of [
      [`lower(user_name) like 'ann%'`, /Index Scan (?:using|on) user_fact_\d+_lower_idx/],
      [
        `access_key_id like 'AKIAANN%'`,
        /Index Scan (?:using|on) access_key_fact_\d+_access_key_id_idx/,
      ],
    ] as const) {
      const table = condition.startsWith('lower') ? 'user_fact' : 'access_key_fact';
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `explain select * from credsweep.${table} where ${condition}`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(index);
    }
  } finally {
    await client.end();
  }
});
