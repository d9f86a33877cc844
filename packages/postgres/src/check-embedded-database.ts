import { createCheckWriter, toCredsweepError, type Check } from '@credsweep/core';
import { checkDatabase } from './check-database.ts';
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';

/**
 * Checks the embedded PostgreSQL of a data folder by starting it, or joining it where it runs, as a scan would.
 *
 * Only that proves that it works here. The data folder is made if it is missing; nothing is migrated.
 *
 * @param check further checks that need the database while it runs
 */
export async function checkEmbeddedDatabase(
  home: string,
  check: (url: string) => Promise<readonly Check[]>,
): Promise<readonly Check[]> {
  try {
    const server = await startEmbeddedPostgres({ home });
    try {
      const started = server.startedHere ? 'was started for this check' : 'is running already';
      const found = `The embedded PostgreSQL ${server.version} of ${home} ${started}.`;
      const [own, further] = await Promise.all([checkDatabase(server.url), check(server.url)]);
      return [ok('embedded', found), ...own, ...further];
    } finally {
      await server.close();
    }
  } catch (thrown) {
    const found = `The embedded PostgreSQL of ${home} cannot be used.`;
    return [failBy('embedded', found, toCredsweepError(thrown))];
  }
}

const { ok, failBy } = createCheckWriter('database');
