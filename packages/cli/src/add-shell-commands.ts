import { Argument, Option, type Command } from 'commander';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `completion`, `version`, and the hidden `complete` that shells ask. */
export function addShellCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const shell = (): Argument =>
    new Argument('<shell>', 'the shell you work in').choices(['bash', 'zsh', 'fish']);
  const completion = program
    .command('completion')
    .description('print the script that lets a shell complete commands, flags and their values')
    .addArgument(shell())
    .action(async (name) =>
      exitWith((await import('./commands/completion.ts')).runCompletionCommand(terminal, name)),
    );
  showExamples(completion, [
    ['source <(credsweep completion bash)', 'for this shell; in ~/.bashrc, for all'],
    ['source <(credsweep completion zsh)', 'in ~/.zshrc, after compinit'],
    'credsweep completion fish > ~/.config/fish/completions/credsweep.fish',
  ]).addHelpText('after', completionNotes);
  program
    .command('complete', { hidden: true })
    .addArgument(shell())
    .argument('[words...]')
    .action(async (name, words) =>
      exitWith(
        (await import('./commands/complete.ts')).runCompleteCommand(terminal, program, name, words),
      ),
    );

  const version = program
    .command('version')
    .description('print the versions of credsweep, Node.js and the system, for a report of a fault')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .action(async (options) =>
      exitWith((await import('./commands/version.ts')).runVersionCommand(terminal, options)),
    );
  showExamples(version, ['credsweep version', 'credsweep version --format json']);
}

const completionNotes = `
The script asks "credsweep" at each Tab, which must be on the PATH for that. In the repository:
  export PATH="$PWD/node_modules/.bin:$PATH"`;
