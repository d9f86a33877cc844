import { Option, type Command } from 'commander';
import { collect } from './collect-values.ts';
import type { Terminal } from './terminal.ts';

/** Adds `doctor` and `roles`, which are about what a scan needs to be let in. */
export function addAccessCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
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
    .option('--policy <preset|file>', 'policy of the scans, which may have exemptions by tag')
    .option('--owner-tag <key>', 'tag of a user that scans will read its owner from')
    .option('--owner-account-tag <key>', 'tag of an account that scans will read owners from')
    .option('--partition <name>', 'aws, aws-us-gov, aws-cn or aws-eusc (default: aws)')
    .action(async (form, options) =>
      exitWith(
        await (await import('./commands/roles.ts')).runRolesCommand(terminal, form, options),
      ),
    );
}

const doctorNotes = `
Nothing is changed or migrated, except that the embedded PostgreSQL is started and that AWS makes a credential
report of each account that is tried, as it does for a scan. That is the cheapest proof: sts:AssumeRole and
iam:GenerateCredentialReport.

Exit codes: 0 nothing failed (there may be warnings), 1 something failed, 2 wrong usage or configuration.`;
