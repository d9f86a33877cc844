import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Compiles the sources of all packages at once: JavaScript, source maps that hold the sources, and types. What belongs
 * to `packages/core/src/x.ts` is then in `core/src` of the folder.
 *
 * @param onlyJavaScript whether to leave maps and types out
 * @throws with the compiler's words when there is an error
 */
export async function compilePackages(
  repository: string,
  folder: string,
  onlyJavaScript = false,
): Promise<void> {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  const project = join(repository, 'release/tsconfig.packages.json');
  const args = [compiler, '-p', project, '--outDir', folder];
  if (onlyJavaScript) args.push(...withoutMapsAndTypes);
  try {
    await promisify(execFile)(process.execPath, args);
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`The packages cannot be compiled.\n${stdout}${stderr}`, { cause: error });
  }
}

const withoutMapsAndTypes = [
  '--declaration',
  'false',
  '--sourceMap',
  'false',
  '--inlineSources',
  'false',
] as const;
