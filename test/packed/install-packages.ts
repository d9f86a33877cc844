import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A folder in which the published packages are installed as anybody installs them. */
export type Installation = {
  readonly folder: string;
  /** What the release is made of, besides the tarballs. */
  readonly release: string;
  /** Names of the tarballs. */
  readonly tarballs: readonly string[];
  /** The installed program. */
  readonly program: string;
  /** The oldest Node.js that the packages say they run on. */
  readonly oldestNode: string;
  remove(): Promise<void>;
};

/** Builds the release, and installs all its tarballs with npm in an empty folder, dependencies from the registry. */
export async function installPackages(): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-packed-'));
  const release = join(folder, 'release');
  await run(process.execPath, [join(repository, 'release/src/main.ts'), '--out', release]);
  const tarballs = await readdir(join(release, 'tarballs'));
  const { packageManager } = JSON.parse(
    await readFile(join(repository, 'package.json'), 'utf8'),
  ) as { readonly packageManager: string };
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(
      tarballs.map((name) => [namePackage(name), `file:release/tarballs/${name}`]),
    ),
    devDependencies: { 'oldest-node': `npm:node@${oldestNode}` },
    allowScripts: { node: true },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await run(
    'npm',
    ['exec', '--yes', `--package=${packageManager}`, '--', 'npm', 'install', '--no-audit'],
    folder,
  );
  return {
    folder,
    release,
    tarballs,
    program: join(folder, 'node_modules/credsweep/bin/credsweep.js'),
    oldestNode: join(folder, 'node_modules/oldest-node/bin/node'),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** The name of the package in a tarball, by the name that npm gives to the file. */
function namePackage(tarball: string): string {
  const name = basename(tarball).replace(/-\d+\.\d+\.\d+.*\.tgz$/, '');
  return name === 'credsweep' ? name : name.replace('credsweep-', '@credsweep/');
}

async function run(program: string, args: readonly string[], cwd?: string): Promise<void> {
  try {
    await promisify(execFile)(program, args, { cwd });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${basename(program)} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** As `engines` of the published packages has it. */
const oldestNode = '22.13.0';
