import { Option, type Command } from 'commander';
import { addScanSettings } from './add-scan-settings.ts';
import { showExamples } from './help-examples.ts';
import type { Terminal } from './terminal.ts';

/** Adds `schedule add`, `schedule list` and `schedule remove`. */
export function addScheduleCommands(
  program: Command,
  terminal: Terminal,
  exitWith: (code: number) => void,
): void {
  const schedule = program.command('schedule').description('let workers scan again and again');
  showExamples(schedule, [
    'credsweep schedule add nightly --cron "0 3 * * *" --time-zone Europe/Berlin',
    'credsweep schedule list',
    'credsweep schedule remove nightly',
  ]);
  const addingSchedule = schedule
    .command('add')
    .description('add a schedule; workers keep it from then on')
    .argument('<name>', 'name of the schedule: lower-case letters, digits and "-"')
    .requiredOption('--cron <expression>', 'minute, hour, day of month, month, day of week')
    .option('--time-zone <zone>', 'IANA time zone of the cron expression', 'UTC');
  addScanSettings(addingSchedule)
    .addHelpText('after', scheduleExamples)
    .action(async (name, options) =>
      exitWith(
        await (
          await import('./commands/schedule-add.ts')
        ).runScheduleAddCommand(terminal, name, options),
      ),
    );
  const list = schedule
    .command('list')
    .description('list the schedules, each with its next start and its last scan')
    .addOption(
      new Option('--format <format>', 'what to print').choices(['table', 'json']).default('table'),
    )
    .action(async (options) =>
      exitWith(
        await (
          await import('./commands/schedule-list.ts')
        ).runScheduleListCommand(terminal, options),
      ),
    );
  showExamples(list, ['credsweep schedule list', 'credsweep schedule list --format json']);
  const remove = schedule
    .command('remove')
    .description('remove a schedule; its scans stay')
    .argument('<name>', 'name of the schedule')
    .action(async (name) =>
      exitWith(
        await (
          await import('./commands/schedule-remove.ts')
        ).runScheduleRemoveCommand(terminal, name),
      ),
    );
  showExamples(remove, ['credsweep schedule remove nightly']);
}

const scheduleExamples = `
Examples:
  credsweep schedule add nightly --cron "0 3 * * *" --time-zone Europe/Berlin
  credsweep schedule add prod --cron "0 */6 * * *" --ou ou-ab12-cdefghij --policy cis

A credential report changes at most every 4 hours, so two starts must be that far apart. A start is skipped while a
scan of the same organization is going on. Policy and settings are kept as they are now.`;
