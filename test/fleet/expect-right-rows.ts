import type { SimulatedOrganization } from '@credsweep/simulator';
import type pg from 'pg';
import { expect } from 'vitest';
import { expectTotals, expectViews } from '../oracle/expected-views.ts';
import { readView, withoutColumns } from '../oracle/read-views.ts';
import { readLedger } from './scan-ledger.ts';

/**
 * Expects of a completed scan that every account of the organization is in the ledger as scanned, and that views and
 * totals show each user and each key exactly once, as the rules say of the world.
 */
export async function expectRightRows(
  pool: pg.Pool,
  scanId: number,
  organization: SimulatedOrganization,
): Promise<void> {
  const accountIds = [...organization.accounts.keys()];
  const ledger = await readLedger(pool, scanId);
  expect(ledger.map((row) => [row.account_id, row.state, row.code])).toEqual(
    accountIds.toSorted().map((id) => [id, 'scanned', null]),
  );
  const { rows } = await pool.query<{ as_of: Date; totals: Record<string, number> }>(
    'select as_of, totals from credsweep.scan where scan_id = $1',
    [scanId],
  );
  const { as_of: asOf = new Date(0), totals = {} } = rows[0] ?? {};
  const expected = expectViews(organization, { scanId, asOf, scannedAccountIds: accountIds });
  for (const view of Object.keys(expected) as (keyof typeof expected)[]) {
    const shown = withoutColumns(
      await readView(pool, view),
      'report_generated_at',
      'finding_id',
      ...courseColumns,
    );
    expect(shown, view).toEqual(withoutColumns(expected[view], ...courseColumns));
  }
  const { users, staleUsers, accessKeys, activeAccessKeys, highRiskKeys } = expectTotals(expected);
  expect(totals).toMatchObject({
    accounts: accountIds.length,
    scanned: accountIds.length,
    failed: 0,
    skipped: 0,
    users,
    stale_users: staleUsers,
    access_keys: accessKeys,
    active_access_keys: activeAccessKeys,
    high_risk_keys: highRiskKeys,
  });
  await expectOnceInFacts(pool, scanId, accountIds.length);
}

/** The views show one scan of an account; the tables must not have more either. */
async function expectOnceInFacts(pool: pg.Pool, scanId: number, accounts: number): Promise<void> {
  const { rows } = await pool.query<Record<string, number>>(
    `select
       (select count(*) from credsweep.account_summary where scan_id = $1)::integer as summaries,
       (select count(*) from credsweep.root_fact where scan_id = $1)::integer as roots,
       (select sum(user_count) from credsweep.account_summary where scan_id = $1)::integer
         - (select count(*) from credsweep.user_fact where scan_id = $1)::integer as surplus_users,
       (select sum(access_key_count) from credsweep.account_summary where scan_id = $1)::integer
         - (select count(*) from credsweep.access_key_fact where scan_id = $1)::integer as surplus_keys`,
    [scanId],
  );
  expect(rows[0]).toEqual({
    summaries: accounts,
    roots: accounts,
    surplus_users: 0,
    surplus_keys: 0,
  });
}

/** A later scan of the same world has findings that an earlier one opened. */
const courseColumns = ['first_flagged_at', 'is_new'] as const;
