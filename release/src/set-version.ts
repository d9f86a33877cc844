import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a version wherever one stands: package.json files and what they ask of each other, the program, and the tag of
 * the image in examples.
 *
 * @returns the files that changed
 * @throws when the version is none, or nothing has the present one
 */
export async function setVersion(repository: string, version: string): Promise<readonly string[]> {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    throw new Error(`${version} is not a version such as 1.2.3 or 1.2.3-rc.1.`);
  const { version: present } = JSON.parse(
    await readFile(join(repository, 'package.json'), 'utf8'),
  ) as { readonly version: string };
  const changed: string[] = [];
  for await (const file of glob([...versionedFiles], { cwd: repository, exclude: isInstalled })) {
    const path = join(repository, file);
    const text = await readFile(path, 'utf8');
    const replaced = replaceVersion(text, present, version);
    if (replaced === text) continue;
    await writeFile(path, replaced);
    changed.push(file);
  }
  if (changed.length === 0) throw new Error(`No file has the version ${present}.`);
  return changed.toSorted();
}

/** Only where the version is one of credsweep: dependencies may have the same. */
function replaceVersion(text: string, present: string, version: string): string {
  const old = present.replaceAll('.', '\\.');
  return text
    .replace(new RegExp(`^(  "version": ")${old}(",?)$`, 'm'), `$1${version}$2`)
    .replaceAll(new RegExp(`("(?:@credsweep/[\\w-]+|credsweep)": ")${old}"`, 'g'), `$1${version}"`)
    .replaceAll(new RegExp(`(\\bconst version = ')${old}'`, 'g'), `$1${version}'`)
    .replaceAll(new RegExp(`(\\bcredsweep:|\\bnewTag: )${old}(?![\\w.-])`, 'g'), `$1${version}`)
    .replaceAll(new RegExp(`'${old}\\\\n'`, 'g'), `'${version}\\n'`);
}

function isInstalled(path: string | { readonly name: string }): boolean {
  const name = typeof path === 'string' ? path : path.name;
  return name === 'node_modules' || name.endsWith('/node_modules');
}

/** Files in which a version of credsweep may stand. */
const versionedFiles = [
  'package.json',
  '{packages/*,bench,docs,release,test}/package.json',
  'packages/cli/src/version.ts',
  'docker-compose.yml',
  'deploy/**/*.{json,yaml,yml}',
  'docs/*.md',
  'test/**/*.test.ts',
] as const;
