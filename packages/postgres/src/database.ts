import pg from 'pg';
import { describeDatabase, toDatabaseError } from './database-errors.ts';
import { CredsweepError } from '@credsweep/core';

/** Connections, one of which is taken and given back; a pool is one. */
export type ConnectionPool = {
  readonly connect: () => Promise<pg.PoolClient>;
  readonly query: pg.Pool['query'];
};

/** A connection, or a pool of them. */
export type Database = ConnectionPool | pg.PoolClient;

/** How to reach a database. */
export type DatabaseOptions = {
  /** `postgresql://user:password@host:port/database`. */
  readonly url: string;
  /** Most connections at once; default 10. */
  readonly maxConnections?: number;
  /** How long a query may take before it fails and its connection is closed; by default any time. */
  readonly queryTimeoutMs?: number;
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
  await tryConnection(options.url);
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: connectionTimeoutMs,
    application_name: 'credsweep',
    onConnect: prepareConnection,
  });
  pool.on('error', (error) => options.onTrouble?.(`PostgreSQL connection lost: ${error.message}`));
  return pool;
}

/**
 * Views that can show any scan look so costly to the planner that it would compile what runs in milliseconds. The pool
 * waits for this, though its types do not say so.
 */
function prepareConnection(client: pg.ClientBase): unknown {
  return client.query('set jit = off').then(() => watchClient(client));
}

/** A server that looks only when it has an answer would go on sorting for who has left. On Windows it cannot look. */
async function watchClient(client: pg.ClientBase): Promise<void> {
  await client.query(`set client_connection_check_interval = '1s'`).catch(() => undefined);
}

/** A connection that is out of the pool for a while. */
export type HeldConnection = {
  readonly client: pg.PoolClient;
  /** Rejects when the connection breaks, for waiting that would not notice. */
  readonly broken: Promise<never>;
  /** Gives the connection back, or closes it when it broke or is not wanted back. */
  readonly release: (discard?: boolean) => void;
};

/** Takes a connection out of the pool; should it break, its query fails and not, as pg has it, the process. */
export async function holdConnection(pool: ConnectionPool): Promise<HeldConnection> {
  const client = await pool.connect();
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  let failure: Error | undefined;
  const onError = (error: Error): void => {
    failure = error;
    reject(error);
  };
  // A connection that is closed on this side breaks without an error.
  const onEnd = (): void => onError(new Error('The connection was closed.'));
  client.on('error', onError);
  client.on('end', onEnd);
  return {
    client,
    broken,
    release: (discard = false) => {
      client.off('error', onError);
      client.off('end', onEnd);
      client.release(failure ?? discard);
    },
  };
}

/** Runs work in one transaction; rolls back when it throws. */
export async function inTransaction<Result>(
  pool: ConnectionPool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const { client, release } = await holdConnection(pool);
  let discard = false;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      discard = true;
    });
    throw error;
  } finally {
    release(discard);
  }
}

function checkDatabaseUrl(url: string): void {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url) || !isDecodable(url)) {
    throw new CredsweepError(
      'database_url_invalid',
      'DATABASE_URL is not the address of a PostgreSQL database. It looks like postgresql://user:password@host:5432/credsweep; ' +
        'special characters of the password must be percent-encoded. Leave it unset to use the embedded PostgreSQL.',
    );
  }
}

function isDecodable(url: string): boolean {
  try {
    return decodeURIComponent(url) !== '';
  } catch {
    return false;
  }
}

/** A pool leaves the socket of a failed login open, and the process alive with it, until the server closes it. */
async function tryConnection(url: string): Promise<void> {
  let client: pg.Client | undefined;
  try {
    client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectionTimeoutMs,
      application_name: 'credsweep',
    });
    client.on('error', () => undefined);
    await client.connect();
    await checkServerVersion(client, url);
    await client.end();
  } catch (error) {
    // Not awaited: of a connection that never was, the end is never told.
    void client?.end();
    throw toDatabaseError(error, url);
  }
}

async function checkServerVersion(client: pg.Client, url: string): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number }>(
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
