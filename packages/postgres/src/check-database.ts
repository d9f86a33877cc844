import { createCheckWriter, type Check, type ErrorCode } from '@credsweep/core';
import type pg from 'pg';
import { connectDatabase } from './database.ts';
import { describeDatabase, toDatabaseError } from './database-errors.ts';
import { judgeDatabase, judgeMigrations } from './judge-database.ts';
import { readDatabaseFacts } from './queries/read-database-facts.ts';
import { readMigrationState } from './read-migration-state.ts';

/**
 * Checks a database for `credsweep doctor`: whether it answers and is new enough, what its role may do, its clock, and
 * how its schema stands to this program. Changes nothing, migrates nothing; takes half a minute at most.
 *
 * Of a database that cannot be connected to there is one check, which failed.
 */
export async function checkDatabase(url: string): Promise<readonly Check[]> {
  let pool: pg.Pool;
  try {
    pool = await connectDatabase({ url, maxConnections: 1, queryTimeoutMs });
  } catch (thrown) {
    return [failByThrown('reachable', thrown, url)];
  }
  try {
    const facts = readDatabaseFacts(pool).then(
      (found) => judgeDatabase(describeDatabase(url), found),
      (thrown: unknown) => [failByThrown('reachable', thrown, url)],
    );
    const migrations = readMigrationState(pool).then(judgeMigrations, (thrown: unknown) =>
      failByThrown('migrations', thrown, url),
    );
    return [...(await facts), await migrations];
  } finally {
    await pool.end();
  }
}

function failByThrown(name: string, thrown: unknown, url: string): Check {
  const error = toDatabaseError(thrown, URL.canParse(url) ? url : 'postgresql://');
  return failBy(name, findings[error.code] ?? 'The database did not answer as expected.', error);
}

const { failBy } = createCheckWriter('database');

/** What the usual errors come down to; their messages say the rest. */
const findings: Partial<Record<ErrorCode, string>> = {
  database_url_invalid: 'DATABASE_URL is not the address of a database.',
  database_unreachable: 'The database cannot be reached.',
  database_denied: 'The database refuses this role.',
  database_unsuitable: 'The database cannot be used.',
};

const queryTimeoutMs = 8_000;
