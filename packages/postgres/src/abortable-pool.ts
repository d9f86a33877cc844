import type pg from 'pg';
import type { ConnectionPool } from './database.ts';

/**
 * Gives the connections of a pool to somebody who may leave: when the signal aborts, the connections that are out are
 * closed, whereupon the server ends what runs on them, and no more are given.
 *
 * Queries then fail with the reason of the signal.
 */
export function createAbortablePool(pool: pg.Pool, signal: AbortSignal): ConnectionPool {
  const connect = async (): Promise<pg.PoolClient> => {
    signal.throwIfAborted();
    const client = await pool.connect();
    if (signal.aborted) {
      client.release();
      throw signal.reason;
    }
    const giveBack = client.release.bind(client);
    const close = (): void => void client.end();
    signal.addEventListener('abort', close, { once: true });
    client.release = (discard) => {
      signal.removeEventListener('abort', close);
      giveBack(discard);
    };
    return client;
  };
  const query = async (text: string | pg.QueryConfig, values?: unknown[]): Promise<unknown> => {
    const client = await connect();
    try {
      return await client.query(text, values);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      client.release();
    }
  };
  return { connect, query: query as pg.Pool['query'] };
}
