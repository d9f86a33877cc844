import { migrateDatabase, startEmbeddedPostgres } from '@credsweep/postgres';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';

/** The embedded PostgreSQL with the settings that its users have, and a migrated database in it. */
export interface ReadingDatabase {
  readonly version: string;
  readonly url: string;
  readonly pool: pg.Pool;
  /** Whether an earlier run has filled it in. */
  readonly isFilled: boolean;
  readonly folder: string;
  /** Stops the server; a temporary folder goes with it. */
  close(): Promise<void>;
}

/** Opens the database of a folder, or one in a temporary folder. */
export async function openReadingDatabase(kept: string | null): Promise<ReadingDatabase> {
  const folder =
    kept === null ? await mkdtemp(join(tmpdir(), 'credsweep-reading-')) : resolve(kept);
  const server = await startEmbeddedPostgres({ home: join(folder, 'home') });
  // As root the server runs as another user, who must get through here.
  await chmod(folder, 0o755);
  const pool = new pg.Pool({ connectionString: server.url, max: 4, application_name: 'bench' });
  await migrateDatabase(pool);
  const { rows } = await pool.query<{ filled: boolean }>(
    `select exists (select from credsweep.scan where state = 'completed') as filled`,
  );
  return {
    version: server.version,
    url: server.url,
    pool,
    isFilled: rows[0]?.filled === true,
    folder,
    async close() {
      await pool.end();
      await server.close();
      if (kept === null) await rm(folder, { recursive: true, force: true });
    },
  };
}
