import type pg from 'pg';
import type { DatabaseFacts } from '../judge-database.ts';

/** Asks a database about itself, the rights of the role that asks, and the time; takes no lock and changes nothing. */
export async function readDatabaseFacts(pool: pg.Pool): Promise<DatabaseFacts> {
  const askedAtMs = Date.now();
  const { rows } = await pool.query<FactRow>(`
    select
      current_setting('server_version') as server_version,
      current_user as role,
      pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as is_read_only,
      has_database_privilege(current_database(), 'CREATE') as may_create_schemas,
      has_schema_privilege(namespace.oid, 'CREATE') as may_create_tables,
      (
        select count(*)::integer
        from pg_class
        where relnamespace = namespace.oid and relkind in ('r', 'p') and not pg_has_role(relowner, 'USAGE')
      ) as foreign_tables,
      extract(epoch from clock_timestamp())::float8 * 1000 as now_ms
    from (select 1) as one
      left join pg_namespace as namespace on namespace.nspname = 'credsweep'`);
  const answeredAtMs = Date.now();
  const row = rows[0];
  if (row === undefined) throw new Error('A query of constants gave no row.');
  return {
    serverVersion: row.server_version,
    role: row.role,
    isReadOnly: row.is_read_only,
    mayCreateSchemas: row.may_create_schemas,
    schema:
      row.may_create_tables === null
        ? null
        : { mayCreate: row.may_create_tables, foreignTables: row.foreign_tables },
    clockAheadMs: row.now_ms - (askedAtMs + answeredAtMs) / 2,
  };
}

type FactRow = {
  readonly server_version: string;
  readonly role: string;
  readonly is_read_only: boolean;
  readonly may_create_schemas: boolean;
  /** Null where there is no schema. */
  readonly may_create_tables: boolean | null;
  readonly foreign_tables: number;
  readonly now_ms: number;
};
