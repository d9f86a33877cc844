import { Command, Option } from 'commander';
import type { Terminal } from './terminal.ts';

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
    .showHelpAfterError('(credsweep --help and credsweep COMMAND --help tell more)')
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .addHelpText('after', afterHelp);

  program
    .command('scan')
    .description('scan the organization of the AWS credentials at hand, and print the answer')
    .option(
      '--ou <id>',
      'take only accounts below this organizational unit or root (repeatable)',
      collect,
      [],
    )
    .option('--account <id>', 'take only this account (repeatable)', collect, [])
    .option('--exclude <id>', 'leave out this account (repeatable)', collect, [])
    .option(
      '--role-name <name>',
      'role to assume in each account (default: OrganizationAccountAccessRole)',
    )
    .option('--external-id <id>', 'external id that the role asks for')
    .option(
      '--policy <preset|file>',
      'default, netwrix, cis, pci, aws, or a YAML file (default: default)',
    )
    .option('--stale-after-days <n>', 'days without login after which a user is stale')
    .option('--key-rotation-days <n>', 'days after which a key must have been rotated')
    .option('--key-ids <which>', 'name the ids of flagged keys, or of all keys (default: flagged)')
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .option('--from-reports <dir>', 'judge credential reports named ACCOUNT_ID.csv, without AWS')
    .option('--as-of <time>', 'count ages to this ISO 8601 time (only with --from-reports)')
    .option('--detach', 'only enqueue the scan, for running workers')
    .option('--resume <scan>', 'go on with a scan that was interrupted')
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

  program
    .command('worker')
    .description('work on the scans of a database until stopped; run as many as you like')
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .action(async (options) =>
      exitWith(await (await import('./commands/worker.ts')).runWorkerCommand(terminal, options)),
    );

  program
    .command('status')
    .description('show the newest scans, or one of them')
    .argument('[scan]', 'number of a scan')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .action(async (scan, options) =>
      exitWith(
        await (await import('./commands/status.ts')).runStatusCommand(terminal, scan, options),
      ),
    );

  program
    .command('report')
    .description('print the answer of the newest scan, or the rows of a view')
    .option('--scan <id>', 'as of this scan instead of the newest completed one')
    .option('--table <view>', 'rows of a view, such as aws_accesskey_highrisk')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['table', 'json', 'ndjson', 'csv'])
        .default('table'),
    )
    .option('--out <dir>', 'write report files to this folder instead')
    .addHelpText('after', reportExamples)
    .action(async (options) =>
      exitWith(await (await import('./commands/report.ts')).runReportCommand(terminal, options)),
    );

  const database = program.command('db').description('look after the database');
  database
    .command('migrate')
    .description("create the database's schema, or bring it up to this version")
    .action(async () =>
      exitWith(await (await import('./commands/db-migrate.ts')).runDbMigrateCommand(terminal)),
    );
  database
    .command('url')
    .description(
      'print the address of the database, for psql and dashboards; keeps the embedded one running until Ctrl-C',
    )
    .action(async () =>
      exitWith(await (await import('./commands/db-url.ts')).runDbUrlCommand(terminal)),
    );

  program
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

  return program;
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

const version = '0.1.0';

const afterHelp = `
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
  credsweep scan --from-reports ./reports            credential reports from a folder, no AWS
  credsweep scan --format json > scan.json`;

const reportExamples = `
Examples:
  credsweep report                                   the summary of the newest scan
  credsweep report --table aws_accesskey_highrisk
  credsweep report --table aws_staleuser_details --format csv > users.csv

Views: aws_staleuser_details, aws_staleuser_summary, aws_accesskey_details, aws_accesskey_highrisk,
aws_accesskey_summary, root_credentials, scan_coverage, organization_trend.`;
