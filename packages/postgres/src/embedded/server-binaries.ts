import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { unavailable } from './embedded-postgres-error.ts';
import { serverEnvironment } from './server-settings.ts';
import type { ServerPackage } from './server-package.ts';
import type { ServerUser } from './server-user.ts';

/** Programs of PostgreSQL that the server's user can run. */
export type ServerBinaries = { readonly postgres: string; readonly initdb: string };

/**
 * Makes the binaries of the package runnable by the server's user: in place if they are, else as a copy in
 * `copiesFolder`, made once per version.
 *
 * npm packages carry no symbolic links; the package's install script makes those of the libraries. Where install
 * scripts are not allowed this does the same, in place or in the copy.
 */
export function prepareServerBinaries(
  source: ServerPackage,
  copiesFolder: string,
  user: ServerUser | null,
): ServerBinaries {
  makeLibraryLinks(source.native);
  const inPlace = nameBinaries(source.native);
  if (probe(inPlace, user) === null) return inPlace;
  const copy = join(copiesFolder, `binaries-${source.version}`);
  if (!existsSync(copy)) copyBinaries(source.native, copy);
  const copied = nameBinaries(copy);
  const complaint = probe(copied, user);
  if (complaint === null) return copied;
  throw unavailable({
    failed: `The PostgreSQL binaries in ${copy} (copied from ${source.native}) cannot be run: ${complaint}.`,
    usualCause:
      'Usual cause: a system without glibc (Alpine), or a folder mounted without the right to execute.',
    next: 'Use a glibc-based system or another CREDSWEEP_HOME, or set DATABASE_URL to a PostgreSQL server.',
  });
}

function nameBinaries(native: string): ServerBinaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

/** Runs both programs for their version; null if that works, else what went wrong. */
function probe(binaries: ServerBinaries, user: ServerUser | null): string | null {
  for (const program of [binaries.postgres, binaries.initdb]) {
    const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
    const result = spawnSync(program, ['--version'], {
      ...identity,
      cwd: '/',
      env: serverEnvironment(),
      encoding: 'utf8',
    });
    if (result.error !== undefined) return result.error.message;
    if (result.status !== 0)
      return (
        result.stderr.trim() || `${basename(program)} ended with ${result.status ?? result.signal}`
      );
  }
  return null;
}

/** Makes the links that the package lists, as far as its folder can be written. */
function makeLibraryLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, '..', target);
    try {
      if (!existsSync(link)) symlinkSync(basename(source), link);
    } catch {
      // A folder that cannot be written, or another process was faster; the probe tells whether it matters.
    }
  }
}

/** Copies what a server needs, readable for everyone, and puts it in place in one step. */
function copyBinaries(native: string, copy: string): void {
  const draft = join(dirname(copy), `.${basename(copy)}-${process.pid}`, 'native');
  cpSync(native, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => extname(path) !== '.a',
  });
  makeLibraryLinks(draft);
  openToEveryone(draft);
  try {
    renameSync(draft, copy);
  } catch (error) {
    if (!existsSync(copy)) throw error;
  } finally {
    rmSync(dirname(draft), { recursive: true, force: true });
  }
}

function openToEveryone(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToEveryone(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
