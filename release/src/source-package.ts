import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The fields of a package.json that a release reads. */
export type SourceManifest = {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly license: string;
  readonly type: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Only published packages have it. */
  readonly publishConfig?: Readonly<Record<string, unknown>>;
};

/** A package of the repository, as development runs it. */
export type SourcePackage = {
  /** The name of its folder in `packages`. */
  readonly folder: string;
  readonly path: string;
  readonly manifest: SourceManifest;
};

/** Lists the packages that are published: those with a `publishConfig`, in order of their folders. */
export async function listPublishedPackages(repository: string): Promise<readonly SourcePackage[]> {
  const packages: SourcePackage[] = [];
  for await (const file of glob('packages/*/package.json', { cwd: repository })) {
    const manifest = JSON.parse(await readFile(join(repository, file), 'utf8')) as SourceManifest;
    const path = join(repository, dirname(file));
    if (manifest.publishConfig !== undefined)
      packages.push({ folder: dirname(file).split('/').at(-1) ?? '', path, manifest });
  }
  return packages.toSorted((a, b) => a.folder.localeCompare(b.folder));
}
