import { Command, Option } from 'commander';
import { addScanSettings } from './add-scan-settings.ts';
import { addScheduleCommands } from './add-schedule-commands.ts';
import { collect } from './collect-values.ts';
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

  const scan = addScanSettings(
    program
      .command('scan')
      .description('scan the organization of the AWS credentials at hand, and print the answer'),
  )
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .option('--from-reports <dir>', 'judge credential reports named ACCOUNT_ID.csv, without AWS')
    .option('--as-of <time>', 'count ages to this ISO 8601 time (only with --from-reports)')
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
  scan
    .command('cancel')
    .description('give a scan up for good; what it has read is kept')
    .argument('<scan>', 'number of the scan')
    .action(async (id) =>
      exitWith(
        await (await import('./commands/scan-cancel.ts')).runScanCancelCommand(terminal, id),
      ),
    );

  program
    .command('worker')
    .description('work on the scans of a database until stopped; run as many as you like')
    .option('--concurrency <n>', 'accounts read at the same time (default: 16)')
    .option(
      '--max-concurrent-accounts <n>',
      'accounts read at the same time by all workers together; 0 for no such cap',
    )
    .option('--grace-seconds <n>', 'time to stop in after SIGTERM or Ctrl-C', '20')
    .addOption(
      new Option('--log-level <level>', 'what to log')
        .choices(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
        .default('info'),
    )
    .option('--http-port <port>', 'serve /healthz, /readyz and /metrics on this port')
    .option('--http-host <host>', 'address to serve them on', '127.0.0.1')
    .addHelpText('after', workerNotes)
    .action(async (options) =>
      exitWith(await (await import('./commands/worker.ts')).runWorkerCommand(terminal, options)),
    );

  program
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

  addScheduleCommands(program, terminal, exitWith);

  program
    .command('report')
    .description('print the answer of the newest scan, or the rows of a view')
    .option('--scan <id>', 'as of this scan instead of the newest completed one')
    .option('--table <view>', 'rows of a view, such as aws_accesskey_highrisk')
    .addOption(
      new Option('--format <format>', 'what to print')
        .choices(['table', 'json', 'ndjson', 'csv', 'html', 'markdown'])
        .default('table'),
    )
    .option('--out <dir>', 'write report files to this folder instead')
    .addHelpText('after', reportExamples)
    .action(async (options) =>
      exitWith(await (await import('./commands/report.ts')).runReportCommand(terminal, options)),
    );

  program
    .command('doctor')
    .description('check the database, the queue and the access to AWS, and say what to do')
    .option('--all', 'try every active account (default: your own and one other)')
    .option('--account <id>', 'try this account (repeatable)', collect, [])
    .option(
      '--role-name <name>',
      'role to assume in each account (default: OrganizationAccountAccessRole)',
    )
    .option('--external-id <id>', 'external id that the role asks for')
    .option('--concurrency <n>', 'accounts tried at the same time (default: 16)')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', doctorNotes)
    .action(async (options) =>
      exitWith(await (await import('./commands/doctor.ts')).runDoctorCommand(terminal, options)),
    );

  program
    .command('roles')
    .description('print the IAM policies of the roles that a scan needs')
    .argument('[form]', 'iam-json')
    .option('--hub-account <id>', 'account that scans (default: that of the AWS credentials)')
    .option('--hub-role <arn>', 'the one role that scans, instead of its whole account')
    .option(
      '--role-name <name>',
      'role to assume in each account (default: OrganizationAccountAccessRole)',
    )
    .option('--external-id <id>', 'external id that the role shall ask for')
    .option('--organization-id <id>', 'organization that the caller must belong to (o-…)')
    .option('--partition <name>', 'aws, aws-us-gov, aws-cn or aws-eusc (default: aws)')
    .action(async (form, options) =>
      exitWith(
        await (await import('./commands/roles.ts')).runRolesCommand(terminal, form, options),
      ),
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

const version = '0.1.0';

const afterHelp = `
Environment:
  DATABASE_URL    PostgreSQL to use; without it, an embedded one in CREDSWEEP_HOME
  REDIS_URL       Redis for the queue; without it, the queue is in PostgreSQL
  CREDSWEEP_HOME  data folder of the embedded PostgreSQL (default: .credsweep)
  AWS_*           as for the AWS CLI

Exit codes: 0 complete, 1 failed, 2 wrong usage or configuration, 3 partial coverage, 4 --fail-on tripped.`;

const doctorNotes = `
Nothing is changed or migrated, except that the embedded PostgreSQL is started and that AWS makes a credential
report of each account that is tried, as it does for a scan. That is the cheapest proof: sts:AssumeRole and
iam:GenerateCredentialReport.

Exit codes: 0 nothing failed (there may be warnings), 1 something failed, 2 wrong usage or configuration.`;

const scanExamples = `
Examples:
  credsweep scan                                     the whole organization, embedded PostgreSQL
  credsweep scan --policy cis --fail-on new-high-risk-keys
  credsweep scan --ou ou-ab12-cdefghij --exclude 123456789012
  credsweep scan --from-reports ./reports            credential reports from a folder, no AWS
  credsweep scan --format json > scan.json`;

const workerNotes = `
It logs to stderr: JSON, or short lines on a terminal. At SIGTERM or Ctrl-C it hands its accounts back and ends with 0
within the grace time; at a second one it ends at once, and its accounts are taken over after half a minute.

The cap of --max-concurrent-accounts is kept in the queue: the worker that was started last decides for all.
OTEL_EXPORTER_OTLP_ENDPOINT names an OpenTelemetry collector to send traces of the jobs to.`;

const reportExamples = `
Examples:
  credsweep report                                   the summary of the newest scan
  credsweep report --table aws_accesskey_highrisk
  credsweep report --table aws_staleuser_details --format csv > users.csv

Views: aws_staleuser_details, aws_staleuser_summary, aws_accesskey_details, aws_accesskey_highrisk,
aws_accesskey_summary, root_credentials, scan_coverage, organization_trend.`;
