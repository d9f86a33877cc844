import { CommanderError } from 'commander';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and gives the exit code; what a command dies of is told on stderr. */
export async function runCli(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...terminal.argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    // Loaded only now, so that help and typos answer at once.
    const { errorCatalogue, toCredsweepError } = await import('@credsweep/core');
    const error = toCredsweepError(thrown);
    terminal.stderr.write(`credsweep: ${error.message} [${error.code}]\n`);
    if (error.code === 'internal_error' && error.cause instanceof Error)
      terminal.stderr.write(`${error.cause.stack}\n`);
    return errorCatalogue[error.code].exitCode;
  }
}
