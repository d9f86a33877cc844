import { warnOfConfiguration } from '../configuration/warn-of-configuration.ts';
import type { Terminal } from '../terminal.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';

/** Opens the database for a command about what scans have left in it; of a broken configuration file it warns. */
export async function openExistingDatabase(terminal: Terminal): Promise<OpenDatabase> {
  await warnOfConfiguration(terminal);
  return openDatabase(terminal);
}
