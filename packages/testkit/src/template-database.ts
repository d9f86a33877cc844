import { connectDatabase, migrateDatabase } from '@credsweep/postgres';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A database of a test's own, with credsweep's schema in it. */
export interface TestDatabase {
  readonly url: string;
  /** Connections as the superuser. */
  readonly pool: pg.Pool;
  /** Drops the database, whoever is connected to it. */
  drop(): Promise<void>;
}

/** A migrated database that is copied for each test, which takes a fraction of the time of migrating. */
export interface TemplateDatabase {
  cloneDatabase(): Promise<TestDatabase>;
}

/**
 * Gives the migrated template of a server; whoever asks first makes it, also among several processes.
 *
 * @param adminUrl URL of a database of the server, for a superuser; any database but the template
 */
export async function createTemplate(adminUrl: string): Promise<TemplateDatabase> {
  await withAdmin(adminUrl, async (admin) => {
    await admin.query('select pg_advisory_lock($1, $2)', templateLock);
    const { rowCount } = await admin.query(
      'select from pg_database where datname = $1 and datistemplate',
      [template],
    );
    if (rowCount === 1) return;
    await admin.query(`drop database if exists ${template} with (force)`);
    await admin.query(`create database ${template} template template0`);
    const pool = await connectDatabase({ url: nameDatabase(adminUrl, template) });
    try {
      await migrateDatabase(pool);
    } finally {
      await pool.end();
    }
    // Only a template that is complete is marked as one.
    await admin.query(`alter database ${template} is_template true allow_connections false`);
  });
  return { cloneDatabase: () => cloneDatabase(adminUrl) };
}

async function cloneDatabase(adminUrl: string): Promise<TestDatabase> {
  const name = `clone_${randomBytes(8).toString('hex')}`;
  await withAdmin(adminUrl, (admin) => admin.query(`create database ${name} template ${template}`));
  const url = nameDatabase(adminUrl, name);
  const pool = await connectDatabase({ url });
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await withAdmin(adminUrl, (admin) =>
        admin.query(`drop database if exists ${name} with (force)`),
      );
    },
  };
}

async function withAdmin<Result>(
  adminUrl: string,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function nameDatabase(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** A server lives no longer than a test run, so its template has the migrations of that run. */
const template = 'credsweep_template';
/** Two-integer advisory locks, as the migrations take them, under a number of the tests. */
const templateLock = [0x63726564, 2];
