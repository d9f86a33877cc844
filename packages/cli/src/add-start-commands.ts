import { Option, type Command } from 'commander';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `demo`, which a newcomer begins with. */
export function addStartCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const demo = program
    .command('demo')
    .description(
      'scan a simulated organization with an embedded PostgreSQL; needs nothing, touches nothing of yours',
    )
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .option('--out <dir>', 'folder for the report files (default: .credsweep/demo-report)')
    .action(async (options) =>
      exitWith(await (await import('./commands/demo.ts')).runDemoCommand(terminal, options)),
    );
  showExamples(demo, ['credsweep demo', 'credsweep demo --out demo-report --format json']);
}
