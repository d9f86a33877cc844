import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePackages } from './compile-packages.ts';
import { listPublishedPackages, type SourcePackage } from './source-package.ts';
import { stagePackage } from './stage-package.ts';

/** What is compiled, and where it is laid out. */
export type StagingOptions = {
  readonly repository: string;
  /** Gets a folder for each package in its `packages`; `compiled` is there meanwhile. */
  readonly folder: string;
  /** Neither source maps nor types: for a container image, where nobody reads them. */
  readonly onlyJavaScript?: boolean | undefined;
  /** Address of the repository, for the package.json files. */
  readonly repositoryUrl?: string | undefined;
};

/**
 * Compiles the packages that are published, and lays each out as it is published, in `packages` of the folder.
 *
 * @throws when the sources have a type error, or packages do not fit together
 */
export async function stagePackages({
  repository,
  folder,
  onlyJavaScript,
  repositoryUrl,
}: StagingOptions): Promise<readonly SourcePackage[]> {
  const compiled = join(folder, 'compiled');
  await mkdir(folder, { recursive: true });
  const packages = await listPublishedPackages(repository);
  await compilePackages(repository, compiled, onlyJavaScript);
  for (const source of packages) {
    const staged = join(folder, 'packages', source.folder);
    const own = join(compiled, source.folder, 'src');
    await stagePackage(repository, source, own, staged, repositoryUrl);
  }
  await rm(compiled, { recursive: true });
  return packages;
}
