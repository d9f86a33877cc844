import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNpm } from './run-npm.ts';

/** Packs staged packages with npm. Returns the names of the tarballs, in order of the packages. */
export async function packPackages(
  repository: string,
  staging: string,
  folders: readonly string[],
  tarballs: string,
): Promise<readonly string[]> {
  await mkdir(tarballs, { recursive: true });
  const packages = folders.map((folder) => `./packages/${folder}`);
  const stdout = await runNpm(repository, staging, [
    'pack',
    '--silent',
    `--pack-destination=${tarballs}`,
    ...packages,
  ]);
  const names = stdout.trim().split('\n');
  if (names.length !== folders.length) throw new Error(`npm pack made only: ${stdout}`);
  return names;
}

/** Writes the SHA-256 of files in a folder to its `SHA256SUMS`, as `sha256sum --check` reads it. */
export async function writeChecksums(folder: string, files: readonly string[]): Promise<void> {
  const lines = await Promise.all(
    files.map(async (file) => {
      const hash = createHash('sha256').update(await readFile(join(folder, file)));
      return `${hash.digest('hex')}  ${file}\n`;
    }),
  );
  await writeFile(join(folder, 'SHA256SUMS'), lines.join(''));
}
