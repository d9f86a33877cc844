import './provided-context.ts';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { startPostgresServer, type PostgresServer } from './postgres-server.ts';
import { createTemplate, type TemplateDatabase, type TestDatabase } from './template-database.ts';

/** Databases for the tests of one file. */
export interface PostgresFixture {
  /** URL of the server's database `postgres`, for the superuser. */
  readonly adminUrl: string;
  /** A migrated database that is dropped after the test which asked for it. */
  cloneDatabase(): Promise<TestDatabase>;
}

/**
 * Gives the tests of a file a real PostgreSQL: the one that the run shares, or else one of their own.
 *
 * Call it once at the top of a test file; it starts and stops everything by vitest's hooks.
 */
export function usePostgres(): PostgresFixture {
  let server: PostgresServer | undefined;
  let adminUrl: string | undefined;
  let template: TemplateDatabase | undefined;
  const clones: TestDatabase[] = [];

  beforeAll(async () => {
    adminUrl = inject('postgresAdminUrl');
    if (adminUrl === undefined) {
      server = await startPostgresServer();
      adminUrl = server.url('postgres');
    }
    template = await createTemplate(adminUrl);
  }, startTimeoutMs);
  afterEach(async () => {
    for (const clone of clones.splice(0)) await clone.drop();
  });
  afterAll(async () => {
    await server?.stop();
  }, startTimeoutMs);

  return {
    get adminUrl() {
      if (adminUrl === undefined)
        throw new Error(
          'PostgreSQL is there in tests and hooks, and not while a test file is read.',
        );
      return adminUrl;
    },
    async cloneDatabase() {
      if (template === undefined)
        throw new Error(
          'PostgreSQL is there in tests and hooks, and not while a test file is read.',
        );
      const clone = await template.cloneDatabase();
      clones.push(clone);
      return clone;
    },
  };
}

const startTimeoutMs = 60_000;
