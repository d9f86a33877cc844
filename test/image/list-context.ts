import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Lists the files that `.dockerignore` lets into the image, as paths from the folder. */
export async function listContext(folder: string): Promise<readonly string[]> {
  const rules = (await readFile(join(folder, '.dockerignore'), 'utf8'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  // The last rule that names the path, or a folder above it, decides.
  const isIgnored = (path: string): boolean =>
    rules.findLast(({ pattern }) => pattern.test(path))?.keeps === false;
  const files: string[] = [];
  const walk = async (parent: string): Promise<void> => {
    for (const entry of await readdir(parent, { withFileTypes: true })) {
      const path = relative(folder, join(parent, entry.name));
      if (isIgnored(path)) continue;
      if (entry.isDirectory()) await walk(join(parent, entry.name));
      else files.push(path);
    }
  };
  await walk(folder);
  return files;
}

/** As Docker reads a pattern: `*` is any name, also one that begins with a dot, and `**` any number of folders. */
function toPattern(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^$()[\]{}|\\]/g, '\\$&')
    .replaceAll('**/', '(:any/)')
    .replaceAll('*', '[^/]*')
    .replaceAll('(:any/)', '(.*/)?');
  return new RegExp(`^${source}(/.*)?$`);
}
