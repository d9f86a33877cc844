import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * Runs the npm that the repository names as its package manager, whatever is installed: older ones know neither `sbom`
 * nor `allowScripts`, and others pack other bytes.
 *
 * @returns what it wrote to stdout
 * @throws with all that it wrote when it fails
 */
export async function runNpm(
  repository: string,
  workingFolder: string,
  args: readonly string[],
): Promise<string> {
  const { packageManager } = JSON.parse(
    await readFile(join(repository, 'package.json'), 'utf8'),
  ) as { readonly packageManager: string };
  const asNamed = ['exec', '--yes', `--package=${packageManager}`, '--', 'npm', ...args];
  try {
    const { stdout } = await promisify(execFile)('npm', asNamed, {
      cwd: workingFolder,
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args.join(' ')} failed.\n${stdout}${stderr}`, { cause: error });
  }
}
