import { Option, type Command } from 'commander';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `alerts list`, `show`, `retry` and `test`, and the exemptions of single findings. */
export function addAlertCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const alerts = program
    .command('alerts')
    .description('show, send again and try the messages about new high-risk keys')
    .addHelpText('after', alertExamples);
  const list = alerts
    .command('list')
    .description('list the newest messages and what became of them')
    .addOption(
      new Option('--state <state>', 'only messages in this state').choices([
        'pending',
        'delivered',
        'failed',
      ]),
    )
    .option('--scan <scan>', 'only messages of this scan')
    .option('--limit <n>', 'at most so many', '50')
    .addOption(formatOption())
    .action(async (options) =>
      exitWith(
        await (await import('./commands/alerts-list.ts')).runAlertsListCommand(terminal, options),
      ),
    );
  showExamples(list, [
    'credsweep alerts list --state failed',
    'credsweep alerts list --scan 7 --format json',
  ]);
  const show = alerts
    .command('show')
    .description('show one message')
    .argument('<alert>', 'id of the message, or its beginning')
    .addOption(formatOption())
    .action(async (id, options) =>
      exitWith(
        await (
          await import('./commands/alerts-show.ts')
        ).runAlertsShowCommand(terminal, id, options),
      ),
    );
  showExamples(show, ['credsweep alerts show 0f3c9a12']);
  const retry = alerts
    .command('retry')
    .description('try to deliver messages now: one, or all that are due and not delivered')
    .argument('[alert]', 'id of a message, or its beginning')
    .action(async (id) =>
      exitWith(
        await (await import('./commands/alerts-retry.ts')).runAlertsRetryCommand(terminal, id),
      ),
    );
  showExamples(retry, [
    ['credsweep alerts retry', 'all that are due'],
    'credsweep alerts retry 0f3c9a12',
  ]);
  const test = alerts
    .command('test')
    .description('send a test message to a channel of the configuration')
    .argument('<channel>', 'name of the channel')
    .action(async (channel) =>
      exitWith(
        await (await import('./commands/alerts-test.ts')).runAlertsTestCommand(terminal, channel),
      ),
    );
  showExamples(test, ['credsweep alerts test security']);
  const exempt = alerts
    .command('exempt')
    .description('exempt one high-risk key until a date')
    .argument('<finding>', 'number of the finding, or id of the access key')
    .requiredOption('--until <date>', 'last day (UTC) of the exemption, such as 2027-03-31')
    .requiredOption('--reason <text>', 'why the key may stay as it is')
    .option('--by <who>', 'who says so (default: the user of this system)')
    .action(async (finding, options) =>
      exitWith(
        await (
          await import('./commands/alerts-exempt.ts')
        ).runAlertsExemptCommand(terminal, finding, options),
      ),
    );
  showExamples(exempt, [
    'credsweep alerts exempt AKIAIOSFODNN7EXAMPLE --until 2027-03-31 --reason "vendor replaces it in spring"',
  ]);
  const unexempt = alerts
    .command('unexempt')
    .description('end the exemption of a key before its date')
    .argument('<finding>', 'number of the finding, or id of the access key')
    .option('--by <who>', 'who says so (default: the user of this system)')
    .action(async (finding, options) =>
      exitWith(
        await (
          await import('./commands/alerts-exempt.ts')
        ).runAlertsUnexemptCommand(terminal, finding, options),
      ),
    );
  showExamples(unexempt, ['credsweep alerts unexempt AKIAIOSFODNN7EXAMPLE']);
  const exemptions = alerts
    .command('exemptions')
    .description('list the keys that are exempted, until when, why and by whom')
    .addOption(formatOption())
    .action(async (options) =>
      exitWith(
        await (
          await import('./commands/alerts-exemptions.ts')
        ).runAlertsExemptionsCommand(terminal, options),
      ),
    );
  showExamples(exemptions, [
    'credsweep alerts exemptions',
    'credsweep alerts exemptions --format json',
  ]);
}

function formatOption(): Option {
  return new Option('--format <format>', 'what to print')
    .choices(['table', 'json'])
    .default('table');
}

const alertExamples = `
Examples:
  credsweep alerts test security                     does the channel work?
  credsweep alerts list --state failed
  credsweep alerts retry                             try again whatever is not delivered
  credsweep alerts exempt AKIAIOSFODNN7EXAMPLE --until 2027-03-31 --reason "vendor replaces it in spring"

The section "alerts" of credsweep.config.yaml names the channels and who is told of what; docs/alerts.md tells more.`;
