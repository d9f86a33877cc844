import type { Ownership } from '@credsweep/core';
import { beforeEach, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { beginScan, buildAccount, buildResult, claim } from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const accountId = '000000000001';
const rules = [
  { account: accountId, user: 'a*', owner: 'Ann "Ä" <a@b>' },
  { account: '*', user: null, owner: 'security' },
];

test('an owner map is given back as it was kept, in its order', async () => {
  const map = await ledger.findOwnerMap(await ledger.keepOwnerMap(rules));
  expect(map.findOwner(accountId, 'alice')).toBe('Ann "Ä" <a@b>');
  expect(map.findOwner(accountId, 'bob')).toBe('security');
});

test('the same owner map is kept once, another one, if only in order, by itself', async () => {
  const ids = [
    await ledger.keepOwnerMap(rules),
    await ledger.keepOwnerMap(structuredClone(rules)),
    await ledger.keepOwnerMap(rules.toReversed()),
    await ledger.keepOwnerMap([]),
  ];
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
  const { rows } = await database.pool.query('select count(*)::integer from credsweep.owner_map');
  expect(rows).toEqual([{ count: 3 }]);
});

test('an owner map kept by many at once is kept once', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, () => ledger.keepOwnerMap(rules)));
  expect(new Set(ids).size).toBe(1);
});

test('an owner map that is not there is an error, and not one without owners', async () => {
  await expect(ledger.findOwnerMap(7)).rejects.toMatchObject({
    code: 'internal_error',
    message: expect.stringContaining('owner map 7'),
  });
});

test('an owner map of a hundred thousand lines is kept and read', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => ({
    account: String(100_000_000_000 + (index % 10_000)),
    user: `user-${index}`,
    owner: `team-${index % 97}`,
  }));
  const map = await ledger.findOwnerMap(await ledger.keepOwnerMap(lines));
  expect(map.findOwner('100000000042', 'user-90042')).toBe(`team-${90_042 % 97}`);
});

test('tags of an account are those of the newest listing that read them', async () => {
  const tagsAfter = async (tags?: Record<string, string>) => {
    await beginScan(ledger, [buildAccount(accountId, tags === undefined ? {} : { tags })]);
    return ledger.findAccountTags(accountId);
  };
  expect(await ledger.findAccountTags(accountId)).toBeNull();
  expect(await tagsAfter()).toBeNull();
  expect(await tagsAfter({ team: 'pay\u0000ments' })).toEqual({ team: 'payments' });
  expect(await tagsAfter()).toEqual({ team: 'payments' });
  expect(await tagsAfter({})).toEqual({});
});

test('owner and tags are stored with the user and with each of its keys, and with the root user', async () => {
  const { jobs } = await beginScan(ledger, [buildAccount(accountId)]);
  const claimed = await claim(ledger, jobs[0]);
  const key = { rotated: '2024-01-01T00:00:00+00:00' };
  const arn = (name: string): string => `arn:aws:iam::${accountId}:${name}`;
  const tags = { Owner: 'ann', 'odd "key"\u0000': "it's\u0000 =1+2", __proto__x: '' };
  const stored = { Owner: 'ann', 'odd "key"': "it's =1+2", __proto__x: '' };
  const ownership = new Map<string, Ownership>([
    [arn('root'), { owner: 'security', tags: null }],
    [arn('user/alice'), { owner: 'ann', tags }],
    [arn('user/bob'), { owner: null, tags: {} }],
  ]);
  await ledger.saveScanned(claimed, {
    ...buildResult(claimed, {
      users: [{ name: 'alice', keys: [key, key] }, { name: 'bob' }, { name: 'cleo', keys: [key] }],
      rootKeys: [key],
    }),
    ownership,
  });
  const select = async (table: string, columns: string) =>
    (
      await database.pool.query({
        text: `select ${columns}, owner, tags from credsweep.${table} order by 1, 2`,
        rowMode: 'array',
      })
    ).rows;
  expect(await select('user_fact', 'user_name, account_id')).toEqual([
    ['alice', accountId, 'ann', stored],
    ['bob', accountId, null, {}],
    ['cleo', accountId, null, null],
  ]);
  expect(await select('access_key_fact', 'user_name, key_slot')).toEqual([
    ['<root_account>', 1, 'security', null],
    ['alice', 1, 'ann', stored],
    ['alice', 2, 'ann', stored],
    ['cleo', 1, null, null],
  ]);
});
