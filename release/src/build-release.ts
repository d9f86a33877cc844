import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkLicences } from './check-licences.ts';
import { listLockedPackages, lockProduction } from './lock-production.ts';
import { packPackages, writeChecksums } from './pack-packages.ts';
import { stagePackages } from './stage-packages.ts';
import { writeSbom } from './write-sbom.ts';

/** What a release is made of. */
export type ReleaseOptions = {
  readonly repository: string;
  /** Replaced by what is built: `tarballs`, `credsweep.cdx.json`, `licences.md`, `SHA256SUMS`; `staging` stays for a look. */
  readonly folder: string;
  /** Address of the repository, for the package.json files. */
  readonly repositoryUrl?: string | undefined;
};

/**
 * Builds the packages that are published, with their bill of materials and a list of licences.
 *
 * @returns paths of the tarballs
 * @throws when the sources have a type error, packages do not fit together or a licence is not allowed
 */
export async function buildRelease({
  repository,
  folder,
  repositoryUrl,
}: ReleaseOptions): Promise<readonly string[]> {
  const [staging, tarballs] = [join(folder, 'staging'), join(folder, 'tarballs')];
  await rm(folder, { recursive: true, force: true });
  const packages = await stagePackages({ repository, folder: staging, repositoryUrl });

  await lockProduction(repository, staging, packages[0]?.manifest.version ?? '');
  await writeFile(join(folder, 'licences.md'), checkLicences(await listLockedPackages(staging)));
  const [, names] = await Promise.all([
    writeSbom(repository, staging, join(folder, 'credsweep.cdx.json')),
    packPackages(
      repository,
      staging,
      packages.map((source) => source.folder),
      tarballs,
    ),
  ]);
  const paths = names.map((name) => `tarballs/${name}`);
  await writeChecksums(folder, [...paths, 'credsweep.cdx.json', 'licences.md']);
  return paths.map((path) => join(folder, path));
}
