import { migrateDatabase, startEmbeddedPostgres } from '@credsweep/postgres';
import { join } from 'node:path';
import pg from 'pg';

/** The PostgreSQL that everything is measured on: the embedded one, as durable as its users have it. */
export interface BenchPostgres {
  readonly version: string;
  /** Makes an empty, migrated database. */
  createDatabase(name: string): Promise<BenchDatabase>;
  stop(): Promise<void>;
}

/** A database of one scenario. */
export type BenchDatabase = {
  readonly url: string;
  readonly pool: pg.Pool;
  drop(): Promise<void>;
};

/** Starts a PostgreSQL that counts its statements, with its data in the folder. */
export async function startPostgres(folder: string): Promise<BenchPostgres> {
  const server = await startEmbeddedPostgres({
    home: join(folder, 'postgres'),
    settings: { shared_preload_libraries: 'pg_stat_statements', max_connections: '300' },
  });
  const admin = new pg.Pool({ connectionString: server.url, max: 1 });
  return {
    version: server.version,
    async createDatabase(name) {
      await admin.query(`create database ${name}`);
      const url = new URL(server.url);
      url.pathname = `/${name}`;
      const pool = new pg.Pool({ connectionString: url.href, max: 2, application_name: 'bench' });
      await migrateDatabase(pool);
      await pool.query('create extension pg_stat_statements schema public');
      return {
        url: url.href,
        pool,
        async drop() {
          await pool.end();
          await admin.query(`drop database ${name} with (force)`);
        },
      };
    },
    async stop() {
      await admin.end();
      await server.close();
    },
  };
}
