import { Option, type Command } from 'commander';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `init` and `demo`, which a newcomer begins with. */
export function addStartCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const init = program
    .command('init')
    .description('ask a few questions and write credsweep.config.yaml for this folder')
    .option('--yes', 'ask nothing: take the defaults, but for what flags say')
    .option('--force', 'overwrite the credsweep.config.yaml that is there')
    .addOption(
      new Option('--database <which>', 'where scans are kept').choices(['embedded', 'postgres']),
    )
    .addOption(new Option('--queue <which>', 'where work waits').choices(['postgres', 'redis']))
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
    .addOption(
      new Option('--alert-channel <type>', 'who is told of new high-risk keys').choices([
        'none',
        'slack',
        'teams',
        'webhook',
        'email',
        'sns',
        'json-lines',
      ]),
    )
    .option('--owner-tag <key>', 'tag of a user that names its owner; read for flagged users only')
    .option('--owner-account-tag <key>', 'tag of an account that names the owner of what is in it')
    .option('--owner-map <file>', 'CSV of account_id,user_name,owner; wins over tags')
    .option('--skip-doctor', 'do not check database, queue and AWS afterwards')
    .action(async (options) =>
      exitWith(await (await import('./commands/init.ts')).runInitCommand(terminal, options)),
    );
  showExamples(init, [
    ['credsweep init', 'asks, on a terminal'],
    ['credsweep init --yes', 'the defaults, without a question'],
    'credsweep init --yes --policy cis --alert-channel slack --owner-account-tag team',
    ['credsweep init --yes --force --skip-doctor', 'for scripts'],
  ]).addHelpText('after', initNotes);

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

const initNotes = `
The file holds no secret: addresses of channels stand in it as \${VARIABLES} of the environment, and so do the database
and Redis, which are DATABASE_URL and REDIS_URL. Afterwards "credsweep doctor" checks what a scan stands on.

Exit codes: 0 written, 1 written but the doctor found what fails, 2 wrong usage, or a file is there, 130 Ctrl-C.`;
