import { CredsweepError } from '@credsweep/core';
import type { Terminal } from '../terminal.ts';
import { loadConfiguration } from './load-configuration.ts';

/**
 * Warns of a configuration file that cannot be used, for commands that need nothing of it: the database answers them
 * whatever the file says, but the next scan will stop at it.
 */
export async function warnOfConfiguration({
  workingFolder,
  stderr,
}: Pick<Terminal, 'workingFolder' | 'stderr'>): Promise<void> {
  try {
    await loadConfiguration(workingFolder, {});
  } catch (thrown) {
    if (!(thrown instanceof CredsweepError)) throw thrown;
    stderr.write(
      `Warning: ${thrown.message} This command needs nothing of it; the next scan will stop at it.\n`,
    );
  }
}
