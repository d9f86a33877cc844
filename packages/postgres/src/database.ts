import pg from 'pg';
import { describeDatabase, toDatabaseError } from './database-errors.ts';
import { CredsweepError } from '@credsweep/core';

/** A connection, or a pool of them. */
export type Database = pg.Pool | pg.PoolClient;

/** How to reach a database. */
export type DatabaseOptions = {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Most connections at once; default 10. */
  readonly maxConnections?: number;
  /** Told of connections that broke while idle; they are replaced by themselves. */
  readonly onTrouble?: (message: string) => void;
};

/**
 * Connects to PostgreSQL and makes sure that it answers and is new enough.
 *
 * @throws CredsweepError `database_url_invalid`, `database_unreachable`, `database_denied` or `database_unsuitable`
 */
export async function connectDatabase(options: DatabaseOptions): Promise<pg.Pool> {
  checkDatabaseUrl(options.url);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: connectionTimeoutMs,
    application_name: 'credsweep',
  });
  pool.on('error', (error) => options.onTrouble?.(`PostgreSQL connection lost: ${error.message}`));
  try {
    await checkServerVersion(pool, options.url);
    return pool;
  } catch (error) {
    await pool.end();
    throw toDatabaseError(error, options.url);
  }
}

/** Runs work in one transaction; rolls back when it throws. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function checkDatabaseUrl(url: string): void {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new CredsweepError(
      'database_url_invalid',
      'DATABASE_URL is not the address of a PostgreSQL database. It looks like postgresql://user:password@host:5432/credsweep; ' +
        'special characters of the password must be percent-encoded. Leave it unset to use the embedded PostgreSQL.',
    );
  }
}

async function checkServerVersion(pool: pg.Pool, url: string): Promise<void> {
  const { rows } = await pool.query<{ version: string; number: number }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::integer as number`,
  );
  const server = rows[0];
  if (server !== undefined && server.number < minimumServerVersion * 10_000) {
    throw new CredsweepError(
      'database_unsuitable',
      `${describeDatabase(url)} runs PostgreSQL ${server.version}; credsweep needs ${minimumServerVersion} or newer. ` +
        'Upgrade the server, or leave DATABASE_URL unset to use the embedded PostgreSQL.',
      { details: { serverVersion: server.version } },
    );
  }
}

const connectionTimeoutMs = 10_000;
/** SQL functions with a parsed body, which the migrations use, came with PostgreSQL 14. */
const minimumServerVersion = 14;
