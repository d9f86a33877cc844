import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm } from './run-npm.ts';

/** An installed package, as a lock file of npm has it. */
export type LockedPackage = {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; empty where the package gives none. */
  readonly licence: string;
};

/**
 * Makes the staged packages a workspace of their own, and of the repository's lock file one that holds their
 * dependencies and nothing else: the versions that were tested, without those that only tests need.
 *
 * `npm sbom --omit dev` in the repository would not do: it leaves out what is a dependency of one package and a
 * development dependency of another.
 */
export async function lockProduction(
  repository: string,
  staging: string,
  version: string,
): Promise<void> {
  const root = { name: 'credsweep-release', version, private: true, workspaces: ['packages/*'] };
  await writeFile(join(staging, 'package.json'), `${JSON.stringify(root, null, 2)}\n`);
  await cp(join(repository, 'package-lock.json'), join(staging, 'package-lock.json'));
  await runNpm(repository, staging, ['install', '--package-lock-only', '--no-audit', '--no-fund']);
}

/** Lists what the lock file of a staged release holds, besides the release itself. */
export async function listLockedPackages(staging: string): Promise<readonly LockedPackage[]> {
  const { packages } = JSON.parse(await readFile(join(staging, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(packages)
    .filter(([path, entry]) => path.includes('node_modules/') && entry.link !== true)
    .map(([path, { name, version = '', license = '' }]) => ({
      name: name ?? path.split('node_modules/').at(-1) ?? '',
      version,
      licence: license,
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

type LockEntry = {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly link?: boolean;
};
