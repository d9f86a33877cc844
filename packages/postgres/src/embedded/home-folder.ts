import { accessSync, chmodSync, constants, existsSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeThrown, unavailable } from './embedded-postgres-error.ts';
import { makeFolder } from './make-folder.ts';

/** The files of a data folder that belong to this program; the cluster itself is in `postgres-<major>`. */
export type HomeFiles = {
  /** Held by the supervisor through a lock of the operating system. */
  readonly lock: string;
  /** Who supervises the server now, and on which socket. */
  readonly record: string;
  /** What PostgreSQL says. */
  readonly serverLog: string;
  /** What the supervisor says, mostly nothing. */
  readonly supervisorLog: string;
  /** Where the data is, if it cannot be in this folder. */
  readonly location: string;
  /** The last port, taken again if it is free, so that a restart keeps the url. */
  readonly port: string;
};

/**
 * Creates the data folder if it is missing, and gives its real path.
 *
 * A new folder is closed to others, except that root leaves passage (not sight) to the user who will run the server.
 * It keeps itself out of version control. The mode of a folder that exists is not changed.
 */
export function openHomeFolder(home: string): string {
  try {
    if (makeFolder(home)) {
      chmodSync(home, process.getuid?.() === 0 ? 0o711 : 0o700);
      writeFileSync(join(home, '.gitignore'), '*\n');
    }
    accessSync(home, constants.R_OK | constants.W_OK | constants.X_OK);
    const { lock } = nameHomeFiles(home);
    if (existsSync(lock)) accessSync(lock, constants.R_OK | constants.W_OK);
    return realpathSync(home);
  } catch (error) {
    throw unavailable(
      {
        failed: `The data folder ${home} of the embedded PostgreSQL server cannot be written: ${describeThrown(error)}.`,
        usualCause:
          'Usual cause: it belongs to another user (an earlier run with sudo?), a file is in its place, or no folder can be made there.',
        next: 'Run as its owner, or set CREDSWEEP_HOME to a folder of your own, or DATABASE_URL to a PostgreSQL server.',
      },
      error,
    );
  }
}

/** Gives the paths of this program's own files in a data folder. */
export function nameHomeFiles(home: string): HomeFiles {
  return {
    lock: join(home, 'server.lock'),
    record: join(home, 'server.json'),
    serverLog: join(home, 'server.log'),
    supervisorLog: join(home, 'supervisor.log'),
    location: join(home, 'location.json'),
    port: join(home, 'port'),
  };
}
