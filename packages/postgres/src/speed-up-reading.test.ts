import type pg from 'pg';
import { expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { readMigrations } from './migrate-database.ts';
import { createPostgresLedger } from './postgres-ledger.ts';
import { runScan, type AccountContent } from './testing/scan-driver.ts';

const postgres = usePostgres();

// At the time of the scans, 2026-06-15: high, medium and low, a critical one of root, and one that is not high-risk.
const contents: Readonly<Record<string, AccountContent>> = {
  '000000000001': {
    users: [
      { name: 'alice', login: null, keys: [{ rotated: '2025-01-01T00:00:00+00:00' }] },
      {
        name: 'bob',
        keys: [
          { rotated: '2023-01-01T00:00:00+00:00', used: '2025-06-01T00:00:00+00:00' },
          { rotated: '2025-01-01T00:00:00+00:00', used: '2025-06-01T00:00:00+00:00' },
        ],
      },
    ],
    rootKeys: [{ rotated: '2025-01-01T00:00:00+00:00' }],
  },
  '000000000002': {
    users: [{ name: 'cleo', login: null }, { name: 'dan' }],
    rootKeys: [{ rotated: '2026-06-14T00:00:00+00:00', used: '2026-06-14T00:00:00+00:00' }],
  },
  '000000000003': { users: [] },
};

test('counts for the facts of older versions are those that scans write now', async () => {
  const { pool } = await postgres.cloneDatabase();
  const ledger = createPostgresLedger(pool);
  for (let scan = 1; scan <= 2; scan += 1) await runScan(ledger, contents);
  const written = await readCounts(pool);
  expect(written.bySeverity.slice(0, 3).map(Object.values)).toEqual([
    [1, '000000000001', 1, 1, 1, 1],
    [1, '000000000002', 1, 0, 0, 0],
    [1, '000000000003', 0, 0, 0, 0],
  ]);
  expect(written.byOwner.slice(0, 2).map(Object.values)).toEqual([
    [1, '000000000001', 'unknown', 1, 4, 1, 1, 1, 1],
    [1, '000000000002', 'unknown', 1, 1, 1, 0, 0, 0],
  ]);

  await pool.query(
    `update credsweep.account_summary
     set critical_key_count = 0, high_key_count = 0, medium_key_count = 0, low_key_count = 0;
     truncate credsweep.account_owner_summary`,
  );
  const { sql = '' } = (await readMigrations()).find(({ number }) => number === 12) ?? {};
  const statements = sql.split(/;\n/).filter((text) => /^\s*(update|insert)\b/.test(text));
  expect(statements).toHaveLength(2);
  for (const statement of statements) await pool.query(statement);
  expect(await readCounts(pool)).toEqual(written);
});

async function readCounts(
  pool: pg.Pool,
): Promise<{ readonly bySeverity: readonly object[]; readonly byOwner: readonly object[] }> {
  const { rows: bySeverity } = await pool.query(
    `select scan_id, account_id, critical_key_count, high_key_count, medium_key_count, low_key_count
     from credsweep.account_summary order by 1, 2`,
  );
  const { rows: byOwner } = await pool.query(
    'select * from credsweep.account_owner_summary order by 1, 2, 3',
  );
  return { bySeverity, byOwner };
}
