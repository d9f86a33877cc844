import { addSchedule, findNextRun, keepOwnerMap } from '@credsweep/producer';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadOwnerMap } from '../configuration/load-owner-map.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { toScanSettings } from '../configuration/to-scan-settings.ts';
import { openEngine } from '../engine/open-engine.ts';
import { describeMoment } from '@credsweep/reports';
import { nameCalls } from '../name-calls.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep schedule add`. */
export type ScheduleAddFlags = {
  readonly cron: string;
  readonly timeZone: string;
} & Readonly<Record<string, unknown>>;

/** Adds a schedule with the policy and settings of this moment; gives the exit code. */
export async function runScheduleAddCommand(
  terminal: Terminal,
  name: string,
  flags: ScheduleAddFlags,
): Promise<number> {
  const { cron: givenCron, timeZone, ...settingFlags } = flags;
  const configuration = await loadConfiguration(terminal.workingFolder, settingFlags);
  const schedule = {
    name,
    cron: givenCron.trim().replaceAll(/\s+/g, ' '),
    timeZone,
    policy: await loadPolicy(configuration, terminal.workingFolder),
  };
  const ownerMap = await loadOwnerMap(configuration, terminal.workingFolder);
  const engine = await openEngine(terminal);
  try {
    const now = new Date();
    const settings = await keepOwnerMap(
      toScanSettings(configuration, null),
      ownerMap,
      engine.ledger,
    );
    await addSchedule({ ...schedule, settings }, now, {
      register: engine.ledger,
      queue: engine.queue.schedules,
    });
    const next = findNextRun(schedule, now);
    terminal.stdout.write(
      nameCalls(
        `Schedule ${name} is added. Its next scan starts ${next === null ? 'never' : describeMoment(next, timeZone)}, ` +
          'if a "credsweep worker" is running then.\n',
        terminal,
      ),
    );
    return 0;
  } finally {
    await engine.close();
  }
}
