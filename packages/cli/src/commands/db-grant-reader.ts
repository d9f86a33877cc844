import { CredsweepError } from '@credsweep/core';
import { grantReader } from '@credsweep/postgres';
import { openDatabase } from '../engine/open-database.ts';
import type { Terminal } from '../terminal.ts';

/** Lets a database role read the public views, and nothing else; gives the exit code. */
export async function runDbGrantReaderCommand(terminal: Terminal, role: string): Promise<number> {
  if (!/^[a-z_][a-z0-9_$-]{0,62}$/.test(role) || role.startsWith('pg_')) {
    throw new CredsweepError(
      'usage_invalid',
      `${JSON.stringify(role)} is not a name for a database role: use up to 63 small letters, digits, "_" or "-", such as ` +
        'grafana_reader.',
    );
  }
  const password = terminal.environment[passwordVariable] ?? '';
  const database = await openDatabase(terminal);
  try {
    const granted = await grantReader(database.pool, role, password === '' ? null : password);
    if (granted === 'no_password') {
      throw new CredsweepError(
        'usage_invalid',
        `There is no role ${role} in the database. Create it yourself and run this again, or put a password for it into ` +
          `${passwordVariable}; it is then created.`,
      );
    }
    terminal.stdout.write(
      `${granted === 'created' ? 'Created' : 'Found'} the role ${role}. It may read the views of the schema credsweep, and ` +
        'nothing else. Run this again after an upgrade that adds views.\n',
    );
    return 0;
  } finally {
    await database.close();
  }
}

/** Not a flag: those are seen by everybody on the machine. */
const passwordVariable = 'CREDSWEEP_READER_PASSWORD';
