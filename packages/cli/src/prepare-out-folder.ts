import { CredsweepError } from '@credsweep/core';
import { makeFolder } from '@credsweep/postgres';
import { resolve } from 'node:path';
import type { Terminal } from './terminal.ts';

/** Makes the folder of `--out` before the work begins, so that a wrong path is not told at its end; gives its path. */
export function prepareOutFolder(terminal: Terminal, out: string): string {
  const folder = resolve(terminal.workingFolder, out);
  try {
    makeFolder(folder);
    return folder;
  } catch (error) {
    throw new CredsweepError(
      'usage_invalid',
      `Report files cannot be written to --out ${JSON.stringify(out)}: ${(error as Error).message}. Name a folder that can be made and written.`,
      { cause: error },
    );
  }
}
