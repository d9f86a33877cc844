import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataIncompatible, unavailable } from './embedded-postgres-error.ts';
import { nameHomeFiles } from './home-folder.ts';
import { canEnter, chooseServerUser, type ServerUser } from './server-user.ts';

/** Where the cluster (and, if needed, a copy of the binaries) is, and who runs it. */
export type DataLocation = {
  readonly folder: string;
  readonly user: ServerUser | null;
  readonly warning?: string;
};

/** What the pointer file in the data folder says; the place is derived from the folder's path, never read from it. */
type LocationPointer = { readonly dataFolder: string; readonly persistent: boolean };

/**
 * Decides where the data is: in the data folder, unless root's server user cannot enter it (a home folder of mode
 * 0700). Then it is in `/var/lib/credsweep/<hash of the path>`, or under the folder for temporary files if that cannot
 * be written, and `location.json` in the data folder says so. No folder of the user is changed.
 */
export function locateData(home: string, major: number): DataLocation {
  const cluster = `postgres-${major}`;
  const ownUser = chooseServerUser(join(home, cluster, 'data'));
  const pointerPath = nameHomeFiles(home).location;
  const pointer = readPointer(pointerPath);
  if (ownUser === null || (pointer === null && canEnter(ownUser, home)))
    return { folder: home, user: ownUser };

  const hash = createHash('sha256').update(home).digest('hex').slice(0, 16);
  const lasting = join(lastingParent, hash);
  const passing = join(tmpdir(), `credsweep-data-${hash}`);
  if (pointer?.persistent === true && !existsSync(lasting))
    throw describeLostData(home, pointerPath, lasting);
  const isLasting = pointer?.persistent ?? tryCreate(lasting, ownUser);
  const folder = isLasting ? lasting : passing;
  if (!tryCreate(folder, ownUser)) throw describeNoPlace(home, ownUser);
  writeFileSync(
    pointerPath,
    JSON.stringify({ dataFolder: folder, persistent: isLasting } satisfies LocationPointer),
    {
      mode: 0o600,
    },
  );
  const user = chooseServerUser(join(folder, cluster, 'data'));
  if (isLasting) return { folder, user };
  return {
    folder,
    user,
    warning: `Warning: the data is in ${folder} and will be lost when temporary files are cleaned, because the user ${ownUser.name} cannot enter ${home} and ${lastingParent} cannot be written.`,
  };
}

/** Creates a folder of root that the server's user can enter; false if that cannot be or someone else owns it. */
function tryCreate(folder: string, user: ServerUser): boolean {
  try {
    if (dirname(folder) === lastingParent)
      mkdirSync(lastingParent, { recursive: true, mode: 0o711 });
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o711 });
    const found = lstatSync(folder);
    return (
      found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0 && canEnter(user, folder)
    );
  } catch {
    return false;
  }
}

function readPointer(path: string): LocationPointer | null {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  return JSON.parse(readFileSync(path, 'utf8')) as LocationPointer;
}

function describeLostData(home: string, pointerPath: string, folder: string): Error {
  return dataIncompatible({
    failed: `The data of ${home} was kept in ${folder}, which no longer exists.`,
    usualCause: `Usual cause: a new container, or a cleaned machine, that kept ${home} but not ${lastingParent}.`,
    next: `Restore ${folder}, or delete ${pointerPath} to begin with an empty database.`,
  });
}

function describeNoPlace(home: string, user: ServerUser): Error {
  return unavailable({
    failed: `No folder was found for the data of ${home} that the user ${user.name}, who runs PostgreSQL for root, can enter.`,
    usualCause: `Usual cause: ${home} is closed to other users, and neither ${lastingParent} nor ${tmpdir()} can be written.`,
    next: 'Set CREDSWEEP_HOME to a folder that other users may enter, run as an ordinary user, or set DATABASE_URL.',
  });
}

/** Where a machine's services keep their data. */
const lastingParent = '/var/lib/credsweep';
