import type pg from 'pg';
import {
  compareMigrations,
  type MigrationMark,
  type MigrationState,
} from './compare-migrations.ts';
import { readMigrations } from './migrate-database.ts';

/** Reads how the schema of a database stands to this program, and changes nothing. */
export async function readMigrationState(pool: pg.Pool): Promise<MigrationState> {
  const known = await readMigrations();
  const { rows: found } = await pool.query<{ exists: boolean }>(
    `select exists (
       select from pg_class
       where relname = 'migration' and relnamespace = (select oid from pg_namespace where nspname = 'credsweep')
     ) as exists`,
  );
  if (found[0]?.exists !== true) return compareMigrations(null, known);
  const { rows } = await pool.query<MigrationMark>(
    'select number, name, checksum from credsweep.migration order by number',
  );
  return compareMigrations(rows, known);
}
