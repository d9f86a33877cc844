import { openDatabase } from '../engine/open-database.ts';
import type { Terminal } from '../terminal.ts';

/** Creates the schema, or brings it up to this version; gives the exit code. */
export async function runDbMigrateCommand(terminal: Terminal): Promise<number> {
  const database = await openDatabase(terminal);
  try {
    const { applied, version } = database.migration;
    terminal.stdout.write(
      applied.length === 0
        ? `The schema is up to date (version ${version}).\n`
        : `Applied ${applied.join(', ')}. The schema has version ${version} now.\n`,
    );
    return 0;
  } finally {
    await database.close();
  }
}
