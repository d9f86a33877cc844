import { CredsweepError } from '@credsweep/core';
import { makeFolder } from '@credsweep/postgres';
import { existsSync, rmdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Terminal } from './terminal.ts';

/**
 * Tries to make the folder of `--out` before the work begins, so that a wrong path is not told at its end. What was made
 * for that is taken away again: a command that fails leaves no empty folder, and report files make their own.
 */
export function checkOutFolder(terminal: Terminal, out: string): void {
  const folder = resolve(terminal.workingFolder, out);
  const missing = listMissing(folder);
  try {
    makeFolder(folder);
  } catch (error) {
    throw new CredsweepError(
      'usage_invalid',
      `Report files cannot be written to --out ${JSON.stringify(out)}: ${(error as Error).message}. Name a folder that can be made and written.`,
      { cause: error },
    );
  } finally {
    missing.forEach(removeIfEmpty);
  }
}

/** The folders that are not there yet, the innermost first. */
function listMissing(folder: string): readonly string[] {
  return existsSync(folder) ? [] : [folder, ...listMissing(dirname(folder))];
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It was not made, or somebody else has put something there meanwhile.
  }
}
