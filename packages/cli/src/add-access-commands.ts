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
    .description('check settings, database, queue, access to AWS and alerts, and say what to do')
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
    .description('print the roles that a scan needs, as templates or as IAM policies')
    .argument('[form]', 'cloudformation, terraform or iam-json')
    .addOption(
      new Option('--part <part>', 'what a template creates')
        .choices(['organization', 'account', 'hub'])
        .default('organization'),
    )
    .option('--hub-account <id>', 'account that scans (default: that of the AWS credentials)')
    .option('--hub-role <arn>', 'the one role that scans, instead of its whole account')
    .option(
      '--role-name <name>',
      'role to create in each account (default: CredsweepReader; of iam-json: OrganizationAccountAccessRole)',
    )
    .option('--external-id <id>', 'external id that the role shall ask for')
    .option('--organization-id <id>', 'organization that the caller must belong to (o-…)')
    .option('--policy <preset|file>', 'policy of the scans, which may have exemptions by tag')
    .option('--owner-tag <key>', 'tag of a user that scans will read its owner from')
    .option('--owner-account-tag <key>', 'tag of an account that scans will read owners from')
    .option(
      '--partition <name>',
      'aws, aws-us-gov, aws-cn or aws-eusc, for iam-json (default: aws); templates suit all',
    )
    .addHelpText('after', rolesNotes)
    .action(async (form, options) =>
      exitWith(
        await (await import('./commands/roles.ts')).runRolesCommand(terminal, form, options),
      ),
    );
}

const rolesNotes = `
Forms:
  cloudformation  a template: a StackSet that creates the role in every account, also in those that join later
  terraform       the same as a module of one file
  iam-json        the policies alone: permissions and trust of the role, permissions of the caller

Parts of a template:
  organization    for the management account, or the delegated administrator of StackSets
  account         the role in one account
  hub             what the caller may do, as a policy

The policies allow just the actions that scans with these settings call: run it where credsweep.config.yaml is.
Neither an account nor AWS is changed. docs/permissions.md tells more.

Examples:
  credsweep roles cloudformation --external-id 7f1c0a52-credsweep > roles.yaml
  credsweep roles terraform --hub-role arn:aws:iam::123456789012:role/credsweep --organization-id o-ab12cd34ef
  credsweep roles cloudformation --part account > management-account.yaml`;

const doctorNotes = `
Examples:
  credsweep doctor                               your own account and one other
  credsweep doctor --account 123456789012 --role-name CredsweepReader
  credsweep doctor --all --format json           every account, for scripts

Nothing is changed or migrated, except that the embedded PostgreSQL is started and that AWS makes a credential
report of each account that is tried, as it does for a scan. That is the cheapest proof: sts:AssumeRole and
iam:GenerateCredentialReport.

Exit codes: 0 nothing failed (there may be warnings), 1 something failed, 2 wrong usage or configuration.`;
