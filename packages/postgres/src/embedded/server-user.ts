import { readFileSync, statSync } from 'node:fs';
import { describeThrown, unavailable } from './embedded-postgres-error.ts';

/** The user who runs PostgreSQL for root. */
export type ServerUser = { readonly name: string; readonly uid: number; readonly gid: number };

/**
 * Chooses who runs the server: null for an ordinary user (the process itself). PostgreSQL refuses to run as root, so
 * root hands it to the owner of the data if there is some, else to the first of `postgres`, `_postgres` (macOS) and
 * `nobody` that the machine knows.
 */
export function chooseServerUser(dataFolder: string | null): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const owner = dataFolder === null ? null : findOwner(dataFolder);
  if (owner !== null) return owner;
  const known = readKnownUsers();
  const chosen = candidates
    .map((name) => known.find((user) => user.name === name))
    .find((user) => user !== undefined);
  if (chosen !== undefined) return chosen;
  throw unavailable({
    failed:
      'The embedded PostgreSQL server cannot run as root, and no other user was found to run it.',
    usualCause: `Usual cause: a minimal container whose /etc/passwd has none of ${candidates.join(', ')}.`,
    next: 'Run credsweep as an ordinary user, add such a user to the image, or set DATABASE_URL.',
  });
}

/** Does something synchronous with exactly the rights of the server's user, then takes root's rights back. */
function actAs<Result>(user: ServerUser | null, action: () => Result): Result {
  const { getgroups, setgroups, setegid, seteuid } = process;
  if (user === null || !getgroups || !setgroups || !setegid || !seteuid) return action();
  const groups = getgroups();
  try {
    setgroups([user.gid]);
    setegid(user.gid);
    seteuid(user.uid);
  } catch (error) {
    seteuid(0);
    setegid(0);
    throw unavailable(
      {
        failed: `The embedded PostgreSQL server cannot be run as the user ${user.name}: ${describeThrown(error)}.`,
        usualCause:
          'Usual cause: a container where root may not change users (capabilities SETUID and SETGID dropped).',
        next: 'Run credsweep as an ordinary user, or set DATABASE_URL.',
      },
      error,
    );
  }
  try {
    return action();
  } finally {
    seteuid(0);
    setegid(0);
    setgroups(groups);
  }
}

/** Whether the server's user can enter a folder, all the way from the root of the file system. */
export function canEnter(user: ServerUser | null, folder: string): boolean {
  return actAs(user, () => {
    try {
      return statSync(`${folder}/.`).isDirectory();
    } catch {
      return false;
    }
  });
}

function findOwner(folder: string): ServerUser | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || found.uid === 0) return null;
  const name =
    readKnownUsers().find((user) => user.uid === found.uid)?.name ?? `with id ${found.uid}`;
  return { name, uid: found.uid, gid: found.gid };
}

function readKnownUsers(): readonly ServerUser[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name, , uid, gid]) =>
      name === undefined || name.startsWith('#') || uid === undefined || gid === undefined
        ? []
        : [{ name, uid: Number(uid), gid: Number(gid) }],
    );
}

const candidates = ['postgres', '_postgres', 'nobody'];
