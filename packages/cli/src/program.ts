import { Command, Option } from 'commander';
import { addAlertCommands } from './add-alert-commands.ts';
import { addAccessCommands } from './add-access-commands.ts';
import { addDatabaseCommands } from './add-database-commands.ts';
import { addReportCommands } from './add-report-commands.ts';
import { addScanSettings } from './add-scan-settings.ts';
import { addScheduleCommands } from './add-schedule-commands.ts';
import { addServiceCommands } from './add-service-commands.ts';
import { addShellCommands } from './add-shell-commands.ts';
import { addStartCommands } from './add-start-commands.ts';
import { showExamples } from './help-examples.ts';
import { nameCalls } from './name-calls.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/**
 * The command line of credsweep. Each command is loaded when it runs, so that help and typos answer at once.
 *
 * @param exitWith takes the exit code of the command that ran
 */
export function createProgram(terminal: Terminal, exitWith: (code: number) => void): Command {
  const program = new Command('credsweep')
    .description(
      'Finds stale IAM users and risky access keys in every account of an AWS Organization.',
    )
    .version(version)
    .exitOverride()
    // Here and at "report", so that "report diff" has a --format of its own.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(nameCalls(text, terminal)),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText('after', afterHelp);

  addStartCommands(program, terminal, exitWith);

  const scan = addScanSettings(
    program
      .command('scan')
      .description('scan the organization of the AWS credentials at hand, and print the answer'),
  )
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .option('--from-reports <dir>', 'judge credential reports named ACCOUNT_ID.csv, without AWS')
    .option('--as-of <time>', 'count ages to this ISO 8601 time (only with --from-reports)')
    .option('--alert-baseline', 'let the alerts of a first scan list every key')
    .option('--detach', 'only enqueue the scan, for running workers')
    .option('--resume <scan>', 'go on with a scan that was interrupted')
    .option('--only-failed <scan>', 'scan again the accounts that failed in a scan, by its policy')
    .option(
      '--fail-on <what...>',
      'exit with 4 on stale-users, high-risk-keys or new-high-risk-keys',
    )
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .option('--out <dir>', 'also write report files to this folder')
    .addHelpText('after', scanExamples)
    .action(async (options) =>
      exitWith(await (await import('./commands/scan.ts')).runScanCommand(terminal, options)),
    );
  const cancel = scan
    .command('cancel')
    .description('give a scan up for good; what it has read is kept')
    .argument('<scan>', 'number of the scan')
    .action(async (id) =>
      exitWith(
        await (await import('./commands/scan-cancel.ts')).runScanCancelCommand(terminal, id),
      ),
    );
  showExamples(cancel, ['credsweep scan cancel 7']);

  addServiceCommands(program, terminal, exitWith);

  const status = program
    .command('status')
    .description('show the newest scans, or how far one of them is')
    .argument('[scan]', 'number of a scan')
    .option('--watch', 'follow a scan (the newest one, or the given one) to its end')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .action(async (id, options) =>
      exitWith(
        await (await import('./commands/status.ts')).runStatusCommand(terminal, id, options),
      ),
    );
  showExamples(status, [
    ['credsweep status', 'the newest scans'],
    ['credsweep status 7', 'how far scan 7 is'],
    ['credsweep status --watch', 'the newest scan, to its end'],
  ]);

  addScheduleCommands(program, terminal, exitWith);
  addAlertCommands(program, terminal, exitWith);

  addReportCommands(program, terminal, exitWith);
  addAccessCommands(program, terminal, exitWith);

  addDatabaseCommands(program, terminal, exitWith);
  addShellCommands(program, terminal, exitWith);

  return program;
}

const afterHelp = `
Begin with:
  credsweep demo      see it with a simulated organization, without AWS
  credsweep init      write credsweep.config.yaml, and check database, queue and AWS
  credsweep scan      the answer for your organization

Environment:
  DATABASE_URL    PostgreSQL to use; without it, an embedded one in CREDSWEEP_HOME
  REDIS_URL       Redis for the queue; without it, the queue is in PostgreSQL
  CREDSWEEP_HOME  data folder of the embedded PostgreSQL (default: .credsweep)
  AWS_*           as for the AWS CLI

Exit codes: 0 complete, 1 failed, 2 wrong usage or configuration, 3 partial coverage, 4 --fail-on tripped.`;

const scanExamples = `
Examples:
  credsweep scan                                     the whole organization, embedded PostgreSQL
  credsweep scan --policy cis --fail-on new-high-risk-keys
  credsweep scan --ou ou-ab12-cdefghij --exclude 123456789012
  credsweep scan --format json > scan.json`;
