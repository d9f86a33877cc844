import type { Account, Ownership, ReportViewName, ViewRow } from '@credsweep/core';
import { beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, usePostgres } from '@credsweep/testkit';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { readView } from './read-view.ts';
import type { ReportKey } from './testing/report-builder.ts';
import {
  beginScan,
  buildAccount,
  buildResult,
  claim,
  finishScan,
  roleMissing,
  testAsOf,
  type AccountContent,
} from './testing/scan-driver.ts';

const postgres = usePostgres();
let database: TestDatabase;
let ledger: PostgresLedger;

beforeEach(async () => {
  database = await postgres.cloneDatabase();
  ledger = createPostgresLedger(database.pool);
});

const [inRoot, inProd, inPay, alsoInPay, nowhere] = [1, 2, 3, 4, 5].map((number) =>
  String(number).padStart(12, '0'),
) as [string, string, string, string, string];
const nextDay = new Date(testAsOf.getTime() + 86_400_000);

/** r-root: inRoot; ou-prod: inProd; ou-pay, below ou-prod: the two others; and one whose place AWS does not tell. */
const paths: Readonly<Record<string, string | null>> = {
  [inRoot]: `o-example/r-root/${inRoot}/`,
  [inProd]: `o-example/r-root/ou-prod/${inProd}/`,
  [inPay]: `o-example/r-root/ou-prod/ou-pay/${inPay}/`,
  [alsoInPay]: `o-example/r-root/ou-prod/ou-pay/${alsoInPay}/`,
  [nowhere]: null,
};

// At the time of the scan, 2026-06-15: over a year old and never used; over a year old and used long ago.
const high: ReportKey = { rotated: '2025-01-01T00:00:00+00:00' };
const low: ReportKey = { rotated: '2025-01-01T00:00:00+00:00', used: '2025-06-01T00:00:00+00:00' };
const medium: ReportKey = {
  rotated: '2023-01-01T00:00:00+00:00',
  used: '2025-06-01T00:00:00+00:00',
};
const young: ReportKey = {
  rotated: '2026-06-01T00:00:00+00:00',
  used: '2026-06-02T00:00:00+00:00',
};

const contents: Readonly<Record<string, AccountContent>> = {
  [inRoot]: { users: [{ name: 'alice', keys: [high] }], rootKeys: [high] },
  [inProd]: {
    users: [
      { name: 'bob', login: null, keys: [medium, young] },
      { name: 'cleo', login: null },
      { name: 'dan' },
    ],
  },
  [inPay]: { users: [{ name: 'eve', keys: [low, low] }] },
  [alsoInPay]: { users: [{ name: 'finn', login: null }] },
  [nowhere]: { users: [{ name: 'gus', keys: [low] }] },
};

describe('the summary by organizational unit', () => {
  test('counts each unit with all that is below it, and what has no place under unknown', async () => {
    await scan(Object.keys(paths));
    const unit = (
      ou_id: string,
      ou_path: string | null,
      parent_path: string | null,
      counts: readonly number[],
    ) => ['o-example', ou_id, ou_path, parent_path, ...counts, testAsOf];
    const [root, prod] = ['o-example/r-root/', 'o-example/r-root/ou-prod/'];
    // Accounts, unread accounts, users, stale users, keys, high-risk keys, and those by severity.
    expect(await rows('organization_unit_summary')).toEqual([
      unit('r-root', root, null, [4, 0, 6, 3, 6, 5, 1, 1, 1, 2]),
      unit('ou-prod', prod, root, [3, 0, 5, 3, 4, 3, 0, 0, 1, 2]),
      unit('ou-pay', `${prod}ou-pay/`, prod, [2, 0, 2, 1, 2, 2, 0, 0, 0, 2]),
      unit('unknown', null, null, [1, 0, 1, 0, 1, 1, 0, 0, 0, 1]),
    ]);
  });

  test('its root and unknown add up to what the accounts have', async () => {
    await scan(Object.keys(paths));
    const { rows: sums } = await database.pool.query(
      `select
         (select sum(stale_user_count)::integer from credsweep.organization_unit_summary where parent_path is null) as units,
         (select sum(stale_user_count)::integer from credsweep.aws_staleuser_summary) as accounts,
         (select sum(high_risk_key_count)::integer from credsweep.organization_unit_summary where parent_path is null) as unit_keys,
         (select count(*)::integer from credsweep.aws_accesskey_highrisk) as keys`,
    );
    expect(sums).toEqual([{ units: 3, accounts: 3, unit_keys: 6, keys: 6 }]);
  });

  test('tells of accounts that were never read, and counts the last good data of those that failed later', async () => {
    await scan([inProd, inPay], { failed: [inPay] });
    const counts = async (scanId: number | null = null) =>
      (await records('organization_unit_summary', scanId)).map((row) => [
        row['ou_id'],
        row['account_count'],
        row['unread_account_count'],
        row['user_count'],
      ]);
    const first = [
      ['r-root', 1, 1, 3],
      ['ou-prod', 1, 1, 3],
      ['ou-pay', 0, 1, 0],
    ];
    expect(await counts()).toEqual(first);
    const second = await scan([inProd, inPay], { failed: [inProd], asOf: nextDay });
    expect(await counts()).toEqual([
      ['r-root', 2, 0, 4],
      ['ou-prod', 2, 0, 4],
      ['ou-pay', 1, 0, 1],
    ]);
    expect(await counts(second - 1)).toEqual(first);
    const [root] = await records('organization_unit_summary');
    expect(root?.['oldest_data_as_of']).toEqual(testAsOf);
  });

  test('leaves out accounts that cannot be entered and those that have left', async () => {
    await scan([inProd, inPay], { states: { [inPay]: 'SUSPENDED' } });
    expect((await records('organization_unit_summary')).map((row) => row['ou_id'])).toEqual([
      'r-root',
      'ou-prod',
    ]);
    await scan([inPay]);
    expect(
      (await records('organization_unit_summary')).map((row) => [
        row['ou_id'],
        row['account_count'],
      ]),
    ).toEqual([
      ['r-root', 1],
      ['ou-prod', 1],
      ['ou-pay', 1],
    ]);
  });
});

describe('the summary by owner', () => {
  const owners = {
    [`${inRoot} root`]: 'security',
    [`${inRoot} alice`]: 'ann',
    [`${inProd} bob`]: 'ann',
    [`${inProd} dan`]: 'nothing of his is flagged',
    [`${inPay} eve`]: 'payments',
    [`${alsoInPay} finn`]: 'idle',
  };

  test('counts what is flagged for each owner, the worst first, and nobody as unknown', async () => {
    await scan(Object.keys(paths), { owners });
    // Accounts, stale users, high-risk keys, those by severity, and the worst of them.
    expect(await rows('owner_summary')).toEqual([
      ['security', 1, 0, 1, 1, 0, 0, 0, 'critical', testAsOf],
      ['ann', 2, 1, 2, 0, 1, 1, 0, 'high', testAsOf],
      ['payments', 1, 0, 2, 0, 0, 0, 2, 'low', testAsOf],
      ['unknown', 2, 1, 1, 0, 0, 0, 1, 'low', testAsOf],
      ['idle', 1, 1, 0, 0, 0, 0, 0, null, testAsOf],
    ]);
  });

  test('is as it was when an earlier scan had ended', async () => {
    const first = await scan([inPay], { owners });
    await scan([inPay], { owners: { [`${inPay} eve`]: 'somebody else' }, asOf: nextDay });
    const names = async (scanId: number | null) =>
      (await records('owner_summary', scanId)).map((row) => row['owner']);
    expect(await names(first)).toEqual(['payments']);
    expect(await names(null)).toEqual(['somebody else']);
  });

  test('and the details of users and keys name the same owner, place and tags', async () => {
    await scan([inPay], { owners, tags: { purpose: 'x' } });
    for (const view of [
      'aws_staleuser_details',
      'aws_accesskey_details',
      'aws_accesskey_highrisk',
    ] as const) {
      const [row] = await records(view);
      expect(row).toMatchObject({
        owner: 'payments',
        organization_path: paths[inPay],
        tags: '{"purpose": "x"}',
      });
    }
  });
});

type Choices = {
  readonly failed?: readonly string[];
  readonly states?: Readonly<Record<string, Account['state']>>;
  readonly asOf?: Date;
  /** By account id and user name, or `root`. */
  readonly owners?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
};

/** Scans accounts of the world above; gives the id of the scan. */
async function scan(accountIds: readonly string[], choices: Choices = {}): Promise<number> {
  const { failed = [], states = {}, asOf = testAsOf, owners = {}, tags = null } = choices;
  const accounts = accountIds.map((accountId) =>
    buildAccount(accountId, {
      organizationPath: paths[accountId] ?? null,
      state: states[accountId] ?? 'ACTIVE',
    }),
  );
  const { scan: opened, jobs } = await beginScan(ledger, accounts, { asOf });
  await ledger.endListing(opened.scanId, [], {});
  for (const job of jobs) {
    const claimed = await claim(ledger, job);
    if (failed.includes(job.accountId)) {
      await ledger.saveFailed(claimed, roleMissing(job.accountId), {});
      continue;
    }
    const result = buildResult(claimed, contents[job.accountId] ?? {});
    const ownership = new Map<string, Ownership>();
    for (const [name, owner] of Object.entries(owners)) {
      const [accountId, user] = name.split(' ');
      const arn = user === 'root' ? 'root' : `user/${user}`;
      if (accountId === job.accountId)
        ownership.set(`arn:aws:iam::${accountId}:${arn}`, { owner, tags });
    }
    await ledger.saveScanned(claimed, { ...result, ownership });
  }
  await finishScan(ledger, opened.scanId);
  return opened.scanId;
}

async function rows(
  view: ReportViewName,
  scanId: number | null = null,
): Promise<readonly ViewRow[]> {
  const { batches } = await readView(database.pool, view, scanId);
  const all: ViewRow[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

async function records(
  view: ReportViewName,
  scanId: number | null = null,
): Promise<readonly Record<string, unknown>[]> {
  const { columns } = await readView(database.pool, view, scanId);
  return (await rows(view, scanId)).map((row) =>
    Object.fromEntries(columns.map((column, index) => [column, row[index]])),
  );
}
