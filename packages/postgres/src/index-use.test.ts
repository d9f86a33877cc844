import type { AccountClaim } from '@credsweep/core';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import type { Database } from './database.ts';
import { createPostgresLedger, type PostgresLedger } from './postgres-ledger.ts';
import { beginClosing } from './queries/begin-closing.ts';
import { claimAccount } from './queries/claim-account.ts';
import { saveFailed } from './queries/save-failed.ts';
import { saveScanned } from './queries/save-scanned.ts';
import { beginScan, buildAccount, buildResult, claim, roleMissing } from './testing/scan-driver.ts';

const postgres = usePostgres();
const accounts = Array.from({ length: 2000 }, (_, index) =>
  buildAccount(String(index + 1).padStart(12, '0')),
);
let pool: pg.Pool;
let ledger: PostgresLedger;
let held: AccountClaim;
let explainer: pg.Client;

beforeEach(async () => {
  const database = await postgres.cloneDatabase();
  pool = database.pool;
  ledger = createPostgresLedger(pool);
  const { jobs } = await beginScan(ledger, accounts);
  held = await claim(ledger, jobs[1000]);
  await pool.query(
    `insert into credsweep.known_access_key select account_id, 'AKIA1', 'arn', now(), now() from credsweep.account`,
  );
  await pool.query(
    `insert into credsweep.finding (account_id, user_arn, user_name, is_root, key_created_at, risk_reasons,
       first_flagged_at, opened_scan_id, opened_as_new, last_seen_scan_id)
     select account_id, 'arn', 'alice', false, now(), '{}', now(), $1, true, $1 from credsweep.account`,
    [held.scanId],
  );
  explainer = new pg.Client({ connectionString: database.url });
  await explainer.connect();
});

afterEach(() => explainer.end());

/** Gives the plan of the statement that a query function sends. */
async function explain(query: (database: Database) => Promise<unknown>): Promise<string> {
  let plan = '';
  const database = {
    query: async (statement: string | pg.QueryConfig, values?: unknown[]) => {
      const text = typeof statement === 'string' ? statement : statement.text;
      const given = typeof statement === 'string' ? values : statement.values;
      const { rows } = await explainer.query<{ 'QUERY PLAN': string }>(`explain ${text}`, given);
      plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      return { rows: [], rowCount: 1 };
    },
  };
  await query(database as unknown as Database).catch(() => undefined);
  return plan;
}

const statements: Readonly<Record<string, (database: Database) => Promise<unknown>>> = {
  claimAccount: (database) =>
    claimAccount(database, { scanId: held.scanId, accountId: held.accountId, generation: 1 }),
  saveScanned: (database) => saveScanned(database, held, buildResult(held, {})),
  saveFailed: (database) => saveFailed(database, held, roleMissing(held.accountId), {}),
  beginClosing: (database) => beginClosing(database, held.scanId),
};

test.each(Object.keys(statements))('%s reads no ledger from end to end', async (name) => {
  const query = statements[name] as (database: Database) => Promise<unknown>;
  // Before there are statistics, with those of a scan at its beginning, and with those of one at its end.
  const plans = [await explain(query)];
  await pool.query('analyze');
  plans.push(await explain(query));
  await pool.query(
    `update credsweep.account_scan set state = 'scanned' where account_id < '000000001990'`,
  );
  plans.push(await explain(query));
  await pool.query('analyze');
  plans.push(await explain(query));
  for (const plan of plans) {
    expect(plan).toContain('Index');
    expect(plan).not.toMatch(
      /Seq Scan on (account|account_scan|account_summary|known_access_key|finding)\b/,
    );
    // The account is part of the search and no filter over all that wait.
    expect(plan).not.toMatch(/Index Cond: \(scan_id = \d+\)\n\s+Filter: .*account_id =/);
  }
});

test('the views look facts up account by account, in one partition each', async () => {
  for (const view of ['aws_staleuser_details', 'aws_accesskey_details', 'aws_accesskey_highrisk']) {
    for (let round = 0; round < 3; round += 1) await beginScan(ledger, []);
    const { rows } = await explainer.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, costs off, timing off, buffers off) select * from credsweep.${view}`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan, view).not.toMatch(/Seq Scan on (user_fact|access_key_fact)_\d+/);
  }
});
