import { CredsweepError } from '@credsweep/core';
import { hasEmbeddedDatabase } from '@credsweep/postgres';
import { join, relative } from 'node:path';
import { warnOfConfiguration } from '../configuration/warn-of-configuration.ts';
import type { Terminal } from '../terminal.ts';
import { findDataFolder, openDatabase, type OpenDatabase } from './open-database.ts';

/**
 * Opens the database for a command about what scans have left in it; of a broken configuration file it warns.
 *
 * @throws CredsweepError `database_missing` where the embedded one was never made: there is nothing to be shown, and a
 * new one in the wrong folder would hide that
 */
export async function openExistingDatabase(terminal: Terminal): Promise<OpenDatabase> {
  await warnOfConfiguration(terminal);
  const home = findDataFolder(terminal);
  if (home !== null && !hasEmbeddedDatabase(home)) throw databaseMissing(terminal, home);
  return openDatabase(terminal);
}

function databaseMissing({ workingFolder }: Terminal, home: string): CredsweepError {
  const demo = join(home, 'demo');
  const ofDemo = hasEmbeddedDatabase(demo)
    ? ` The database of the demo is another one: CREDSWEEP_HOME=${relative(workingFolder, demo)}.`
    : '';
  return new CredsweepError(
    'database_missing',
    `There is no database in ${home} yet, and nothing was made. Begin with "credsweep scan". ` +
      'If there were scans: go to the folder in which they were made, or set CREDSWEEP_HOME or DATABASE_URL as they had it.' +
      ofDemo,
    { details: { home } },
  );
}
