import { CredsweepError } from '@credsweep/core';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';

/** Makes the folder of `--out` before the work begins, so that a wrong path is not told at its end; gives its path. */
export async function prepareOutFolder(terminal: Terminal, out: string): Promise<string> {
  const folder = resolve(terminal.workingFolder, out);
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch (error) {
    throw new CredsweepError(
      'usage_invalid',
      `Report files cannot be written to --out ${JSON.stringify(out)}: ${(error as Error).message}. Name a folder that can be made and written.`,
      { cause: error },
    );
  }
}
