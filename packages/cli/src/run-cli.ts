import { CommanderError, type Command } from 'commander';
import { tellingCalls } from './name-calls.ts';
import { createProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and gives the exit code; what a command dies of is told on stderr. */
export async function runCli(given: Terminal): Promise<number> {
  let exitCode = 0;
  const terminal = tellingCalls(given);
  const program = createProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...terminal.argv], { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return tellUsage(terminal, program, thrown);
    // Loaded only now, so that help and typos answer at once.
    const { errorCatalogue, toCredsweepError } = await import('@credsweep/core');
    const error = toCredsweepError(thrown);
    terminal.stderr.write(`credsweep: ${error.message} [${error.code}]\n`);
    if (error.code === 'internal_error' && error.cause instanceof Error)
      terminal.stderr.write(`${error.cause.stack}\n`);
    return errorCatalogue[error.code].exitCode;
  }
}

/** The parser has said what is wrong; this asks what was meant by a wrong choice, and names the help. */
async function tellUsage(
  { argv, stderr }: Terminal,
  program: Command,
  error: CommanderError,
): Promise<number> {
  if (error.exitCode === 0) return 0;
  const { command, name, next } = findCommand(program, argv);
  const [, typed = next, choices = null] = wrongChoice.exec(error.message) ?? [];
  const meant =
    error.code === 'commander.excessArguments'
      ? command.commands.map((inner) => inner.name())
      : (choices?.split(', ') ?? []);
  if (meant.length > 0) {
    const { didYouMean } = await import('@credsweep/core');
    const question = didYouMean(typed, meant).trim();
    if (question !== '') stderr.write(`${question}\n`);
  }
  // Without a sub-command the help itself was shown.
  if (error.code !== 'commander.help') stderr.write(`(${name} --help tells more)\n`);
  return 2;
}

/** The command that was meant, as far as its words are right ("credsweep alerts list"), and the word after it. */
function findCommand(
  program: Command,
  words: readonly string[],
): { readonly command: Command; readonly name: string; readonly next: string } {
  let command = program;
  let name = program.name();
  for (const word of words) {
    const inner = command.commands.find((candidate) => candidate.name() === word);
    if (inner === undefined) return { command, name, next: word };
    command = inner;
    name = `${name} ${word}`;
  }
  return { command, name, next: '' };
}

const wrongChoice = /argument(?: value)? '(.*?)' is invalid.*\. Allowed choices are (.*)\.$/s;
