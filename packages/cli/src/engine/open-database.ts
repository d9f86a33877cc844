import {
  connectDatabase,
  migrateDatabase,
  startEmbeddedPostgres,
  type MigrationResult,
} from '@credsweep/postgres';
import type pg from 'pg';
import { resolve } from 'node:path';
import type { Terminal } from '../terminal.ts';

/** A migrated database, the embedded one or that of `DATABASE_URL`. */
export type OpenDatabase = {
  readonly url: string;
  readonly pool: pg.Pool;
  readonly isEmbedded: boolean;
  /** What the migration at this start did. */
  readonly migration: MigrationResult;
  close(): Promise<void>;
};

/** The data folder of the embedded database; null where the environment names another database. */
export function findDataFolder({
  environment,
  workingFolder,
}: Pick<Terminal, 'environment' | 'workingFolder'>): string | null {
  return (environment['DATABASE_URL'] ?? '') === ''
    ? resolve(workingFolder, environment['CREDSWEEP_HOME'] || '.credsweep')
    : null;
}

/** Connects to the database of the environment, starts the embedded one where none is named, and migrates it. */
export async function openDatabase(terminal: Terminal): Promise<OpenDatabase> {
  const { environment, stderr } = terminal;
  // An embedded server that is stopped cuts connections that are just being closed, which is no trouble.
  let isClosing = false;
  const onTrouble = (message: string): void => {
    if (!isClosing) stderr.write(`${message}\n`);
  };
  const home = findDataFolder(terminal);
  const embedded =
    home === null ? null : await startEmbeddedPostgres({ home, onProgress: onTrouble });
  const url = embedded?.url ?? environment['DATABASE_URL'] ?? '';
  try {
    const pool = await connectDatabase({ url, onTrouble });
    const close = async (): Promise<void> => {
      isClosing = true;
      await pool.end();
      await embedded?.close();
    };
    try {
      return {
        url,
        pool,
        isEmbedded: embedded !== null,
        migration: await migrateDatabase(pool),
        close,
      };
    } catch (error) {
      await pool.end();
      throw error;
    }
  } catch (error) {
    await embedded?.close();
    throw error;
  }
}
