import type pg from 'pg';
import { findParent, readFamilyCpuMs } from '../processes/cpu-of-machine.ts';

/** A statement that PostgreSQL was asked, and what all its calls took. */
export type StatementFigures = {
  /** Its beginning. */
  readonly statement: string;
  /** Whether it is of credsweep's own tables; the others are those of the queue, and of transactions. */
  readonly isLedger: boolean;
  readonly calls: number;
  readonly totalMs: number;
};

/** Milliseconds of CPU of the whole server since it began; null where it cannot be told. */
export async function readPostgresCpuMs(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  const server = await findParent(rows[0]?.pid ?? 0);
  return server === null ? null : readFamilyCpuMs(server);
}

/** Forgets the statements of the database up to now. */
export async function resetStatements(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select pg_stat_statements_reset(dbid => oid) from pg_database where datname = current_database()`,
  );
}

/** The statements of the database, those that took longest first; without those of the bench itself. */
export async function readStatements(pool: pg.Pool): Promise<readonly StatementFigures[]> {
  const { rows } = await pool.query<StatementFigures>(`
    select
      left(regexp_replace(query, '\\s+', ' ', 'g'), 160) as statement,
      query like '%credsweep.%' as "isLedger",
      sum(calls)::integer as calls,
      round(sum(total_exec_time)::numeric, 1)::float as "totalMs"
    from pg_stat_statements
    join pg_database on pg_database.oid = dbid
    where datname = current_database() and query not like '%bench:%' and query not like '%pg_stat_statements%'
    group by 1, 2
    order by 4 desc`);
  return rows;
}

/** Rows that a scan has left in the tables of credsweep. */
export async function countRows(pool: pg.Pool, scanId: number): Promise<number> {
  const { rows: tables } = await pool.query<{ name: string }>(`
    select c.relname as name
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'scan_id' and not a.attisdropped
    where n.nspname = 'credsweep' and c.relkind in ('r', 'p') and not c.relispartition`);
  const counts = tables
    .map(({ name }) => `select count(*) from credsweep.${name} where scan_id = $1`)
    .join(' union all ');
  const { rows } = await pool.query<{ total: number }>(
    `select sum(count)::integer as total from (${counts}) as counted`,
    [scanId],
  );
  return rows[0]?.total ?? 0;
}

/** How far a scan is; times in milliseconds from its start. */
export type ScanTimes = {
  readonly state: string;
  readonly scanned: number;
  readonly listedMs: number;
  readonly closingBegunMs: number;
  readonly finishedMs: number;
};

/** Reads how far a scan is. */
export async function readScanTimes(pool: pg.Pool, scanId: number): Promise<ScanTimes> {
  const { rows } = await pool.query<ScanTimes>(
    `/* bench: */ select
       state,
       case when state in ('completed', 'failed') then (
         select count(*)::integer from credsweep.account_scan
         where account_scan.scan_id = $1 and account_scan.state = 'scanned'
       ) else 0 end as scanned,
       ${sinceStart('listed_at')} as "listedMs",
       ${sinceStart('closing_begun_at')} as "closingBegunMs",
       ${sinceStart('finished_at')} as "finishedMs"
     from credsweep.scan where scan_id = $1`,
    [scanId],
  );
  if (rows[0] === undefined) throw new Error(`There is no scan ${scanId}.`);
  return rows[0];
}

function sinceStart(column: string): string {
  return `coalesce(extract(epoch from ${column} - started_at) * 1000, 0)::float`;
}
