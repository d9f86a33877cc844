import { cp, glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { publishedFolders, toPackedManifest } from './packed-manifest.ts';
import type { SourcePackage } from './source-package.ts';

/**
 * Lays a package out as npm gets it: compiled files in `dist`, at the depth of `src`, so that addresses such as
 * `../migrations/` hold in both; a package.json for them; README and licence.
 *
 * @param compiled the folder of the compiled sources of this package
 * @param staged where to lay it
 */
export async function stagePackage(
  repository: string,
  source: SourcePackage,
  compiled: string,
  staged: string,
  repositoryUrl?: string,
): Promise<void> {
  await mkdir(staged, { recursive: true });
  await cp(compiled, join(staged, 'dist'), { recursive: true });
  await pointMapsAtSources(join(staged, 'dist'));
  await copyAssets(join(source.path, 'src'), join(staged, 'dist'));
  for (const folder of publishedFolders)
    if (folder !== 'dist') await copyFolder(join(source.path, folder), join(staged, folder));
  await pointProgramsAtCompiled(join(staged, 'bin'));
  const manifest = toPackedManifest(source.manifest, source.folder, repositoryUrl);
  await writeFile(join(staged, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await cp(join(repository, 'LICENSE'), join(staged, 'LICENSE'));
  await writeFile(join(staged, 'README.md'), await readReadme(repository, source));
}

/** A map names its source by the way from the folder of compilation, which nobody else has. */
async function pointMapsAtSources(dist: string): Promise<void> {
  for await (const file of glob('**/*.js.map', { cwd: dist })) {
    const map = JSON.parse(await readFile(join(dist, file), 'utf8')) as Record<string, unknown>;
    const source = join('src', file.replace(/\.js\.map$/, '.ts'));
    const sources = [relative(join('dist', dirname(file)), source)];
    await writeFile(join(dist, file), JSON.stringify({ ...map, sources }));
  }
}

/** Styles and scripts of pages, which are read beside the module that serves them. */
async function copyAssets(from: string, to: string): Promise<void> {
  for await (const file of glob('**/*.{css,js}', { cwd: from }))
    await cp(join(from, file), join(to, file));
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const file of glob('*', { cwd: from })) await cp(join(from, file), join(to, file));
}

/** A program of development starts a file of `src`. */
async function pointProgramsAtCompiled(bin: string): Promise<void> {
  for await (const file of glob('*.js', { cwd: bin })) {
    const path = join(bin, file);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replaceAll(/'\.\.\/src\/([^']+)\.ts'/g, "'../dist/$1.js'"));
  }
}

/** The package's own README; that of the repository for the program; a line or two for what is only a part of it. */
async function readReadme(repository: string, source: SourcePackage): Promise<string> {
  const { name, bin, description } = source.manifest;
  if (bin !== undefined) return readFile(join(repository, 'README.md'), 'utf8');
  for await (const file of glob('README.md', { cwd: source.path }))
    return readFile(join(source.path, file), 'utf8');
  return `# ${name}

${description ?? ''}

A part of [credsweep](https://www.npmjs.com/package/credsweep), which depends on exactly this version. It is published
for the program alone: names and types may change with every release. To judge credential reports in a program of your
own, use [@credsweep/core](https://www.npmjs.com/package/@credsweep/core).
`;
}
