import { everyAccount, policyPresets, type Account } from '@credsweep/core';
import { createPostgresLedger, type PostgresLedger } from '@credsweep/postgres';
import type pg from 'pg';
import type { ReadingOptions } from '../reading-options.ts';
import { createWorld, daysBetweenScans } from './create-world.ts';
import { writeFacts } from './write-facts.ts';

/**
 * Fills an empty, migrated database with completed scans. The ledger, the findings and the totals are written by the
 * program's own code; only the facts of accounts come from one statement for each table, and not from thousands.
 *
 * @param onProgress told of each scan before it is written
 */
export async function fillDatabase(
  pool: pg.Pool,
  options: ReadingOptions,
  onProgress: (what: string) => void,
): Promise<void> {
  const newestAsOf = new Date(Math.floor(Date.now() / hourMs) * hourMs);
  onProgress('accounts, users and keys');
  await withFastClient(pool, (client) => createWorld(client, options, newestAsOf));
  const accounts = await listAccounts(pool);
  const ledger = createPostgresLedger(pool);
  for (let scan = 1; scan <= options.scans; scan += 1) {
    onProgress(`scan ${scan} of ${options.scans}`);
    const weeksAgo = options.scans - scan;
    const asOf = new Date(newestAsOf.getTime() - weeksAgo * daysBetweenScans * 24 * hourMs);
    await writeScan(pool, ledger, accounts, asOf);
  }
  await pool.query('drop schema bench cascade');
}

async function writeScan(
  pool: pg.Pool,
  ledger: PostgresLedger,
  accounts: readonly Account[],
  asOf: Date,
): Promise<void> {
  const { scanId } = await ledger.openScan({
    policy: policyPresets.default,
    settings: {
      selection: everyAccount,
      roleName: 'OrganizationAccountAccessRole',
      externalId: null,
      keyIds: 'flagged',
      reportsFolder: null,
    },
    asOf,
  });
  await ledger.recordOrganization(scanId, {
    organizationId: 'o-bench',
    kind: 'organization',
    managementAccountId: accounts[0]?.accountId ?? null,
    notice: null,
  });
  const selected = new Set(accounts.map(({ accountId }) => accountId));
  for (let start = 0; start < accounts.length; start += pageAccounts)
    await ledger.addAccounts(scanId, accounts.slice(start, start + pageAccounts), selected);
  await ledger.endListing(scanId, [], {
    'organizations:ListAccounts': Math.ceil(accounts.length / 20),
  });
  await withFastClient(pool, async (client) => {
    await client.query('begin');
    await writeFacts(client, scanId);
    await client.query('commit');
  });
  await maintainTables(pool, scanId);
  if (!(await ledger.beginClosing(scanId))) throw new Error(`Scan ${scanId} cannot be closed.`);
  await ledger.closeScan(scanId);
  await maintainTables(pool, scanId);
}

/** What autovacuum does sooner or later: plain tables and partitions, but never a partitioned table as a whole. */
async function maintainTables(pool: pg.Pool, scanId: number): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relnamespace = 'credsweep'::regnamespace and relkind = 'r'
       and (not relispartition or relname in ($1, $2))`,
    [`user_fact_${scanId}`, `access_key_fact_${scanId}`],
  );
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`);
}

/**
 * For statements that write whole scans: facts may be lost when the machine goes down now, one process writes rows in the
 * order in which it reads them, and facts without statistics are not joined row by row.
 */
async function withFastClient(
  pool: pg.Pool,
  work: (client: pg.ClientBase) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(
      `set synchronous_commit = off; set max_parallel_workers_per_gather = 0; set enable_nestloop = off;
       set work_mem = '512MB'`,
    );
    await work(client);
  } finally {
    client.release(true);
  }
}

async function listAccounts(pool: pg.Pool): Promise<readonly Account[]> {
  const { rows } = await pool.query<Record<'account_id' | 'account_name' | 'path', string>>(
    'select account_id, account_name, organization_path as path from bench.account order by account_id',
  );
  return rows.map((row, index) => ({
    accountId: row.account_id,
    accountName: row.account_name,
    email: `aws+${row.account_id}@corp.example`,
    state: index % 200 === 199 ? 'SUSPENDED' : 'ACTIVE',
    organizationPath: row.path,
    joinedAt: new Date('2020-01-01T00:00:00Z'),
  }));
}

const hourMs = 3_600_000;
const pageAccounts = 1000;
