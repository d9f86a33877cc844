import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { DataLocation } from './data-location.ts';
import { dataIncompatible, unavailable } from './embedded-postgres-error.ts';
import type { ServerBinaries } from './server-binaries.ts';
import { serverEnvironment, type ServerSettings } from './server-settings.ts';
import type { ServerUser } from './server-user.ts';

/** A cluster on disk and the password of its superuser `credsweep`. */
export type Cluster = { readonly dataFolder: string; readonly password: string };

/** The superuser, and the name of the one database. */
export const databaseName = 'credsweep';

/** Gives the cluster of this major version, or null if there is none yet; throws if there is one that cannot be used. */
export function findCluster(folder: string, major: number): Cluster | null {
  const cluster = join(folder, `postgres-${major}`);
  if (!existsSync(cluster)) {
    const other = readdirSync(folder).find((name) => /^postgres-\d+$/.test(name));
    if (other !== undefined)
      throw describeOtherMajor(join(folder, other), other.replace('postgres-', ''), major);
    return null;
  }
  const dataFolder = join(cluster, 'data');
  const passwordFile = join(cluster, 'password');
  const versionFile = join(dataFolder, 'PG_VERSION');
  const missing = [versionFile, join(dataFolder, 'global', 'pg_control'), passwordFile].find(
    (path) => !existsSync(path),
  );
  if (missing !== undefined) throw describeDamage(cluster, `${missing} is missing`);
  const madeBy = readFileSync(versionFile, 'utf8').trim();
  if (madeBy !== String(major)) throw describeOtherMajor(cluster, madeBy, major);
  const password = readFileSync(passwordFile, 'utf8').trim();
  if (password === '') throw describeDamage(cluster, `${passwordFile} is empty`);
  return { dataFolder, password };
}

/**
 * Makes a new cluster beside its place and moves it there when it is whole, so that an interrupted start leaves nothing
 * that looks like data. Its password is made here and only kept in a file of mode 0600.
 */
export async function createCluster(
  location: DataLocation,
  major: number,
  binaries: ServerBinaries,
  settings: ServerSettings,
): Promise<Cluster> {
  const { folder, user } = location;
  const cluster = join(folder, `postgres-${major}`);
  removeUnfinished(folder);
  // A name of its own: the initdb of a killed supervisor may still be writing into the draft that was just removed.
  const draft = mkdtempSync(`${cluster}${unfinishedMark}`);
  chmodSync(draft, user === null ? 0o700 : 0o711);
  const passwordFile = join(draft, 'password');
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
  mkdirSync(join(draft, 'data'), { mode: 0o700 });
  if (user !== null)
    for (const path of [passwordFile, join(draft, 'data')]) chownSync(path, user.uid, user.gid);
  await runInitdb(binaries.initdb, join(draft, 'data'), passwordFile, user, settings);
  if (user !== null) chownSync(passwordFile, 0, 0);
  renameSync(draft, cluster);
  return { dataFolder: join(cluster, 'data'), password };
}

/** Removes drafts of interrupted starts, which never held anybody's data. */
function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.includes(unfinishedMark))
      rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 });
  }
}

function runInitdb(
  initdb: string,
  dataFolder: string,
  passwordFile: string,
  user: ServerUser | null,
  settings: ServerSettings,
): Promise<void> {
  const options = [
    `--pgdata=${dataFolder}`,
    `--pwfile=${passwordFile}`,
    `--username=${databaseName}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--set=huge_pages=off',
    '--no-instructions',
    ...(settings['fsync'] === 'off' ? ['--no-sync'] : []),
  ];
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  const child = spawn(initdb, options, {
    ...identity,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) =>
      status === 0 ? resolve() : reject(describeFailedInit(dataFolder, said)),
    );
  });
}

const unfinishedMark = '.unfinished-';

function describeFailedInit(dataFolder: string, said: string): Error {
  const isNameless = said.includes('could not look up effective user ID');
  return unavailable({
    failed: `A new PostgreSQL database could not be made in ${dataFolder}.`,
    usualCause: isNameless
      ? 'Cause: the user id of this process has no entry in /etc/passwd, and initdb needs one.'
      : 'Usual cause: a full disk, or a file system without permissions.',
    next: 'Correct that, or set CREDSWEEP_HOME to another folder or DATABASE_URL to a PostgreSQL server.',
    evidence: said.trim().split('\n').slice(-8).join('\n'),
  });
}

function describeOtherMajor(path: string, found: string, major: number): Error {
  return dataIncompatible({
    failed: `The data in ${path} was made by PostgreSQL ${found}, and this program brings PostgreSQL ${major}.`,
    usualCause: 'Usual cause: an upgrade of credsweep to a newer PostgreSQL.',
    next: `Run the version that made it, or move it with pg_dump or pg_upgrade, or set CREDSWEEP_HOME to a new folder. Nothing in it was changed.`,
  });
}

function describeDamage(path: string, damage: string): Error {
  return dataIncompatible({
    failed: `The PostgreSQL data in ${path} is damaged: ${damage}.`,
    usualCause: 'Usual cause: a copy that was not complete, or files deleted by hand.',
    next: 'Restore the folder from a backup, or move it away to begin with an empty database. Nothing in it was changed.',
  });
}
