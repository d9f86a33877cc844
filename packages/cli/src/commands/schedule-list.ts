import type { Schedule } from '@credsweep/core';
import { createPostgresLedger } from '@credsweep/postgres';
import { findNextRun } from '@credsweep/producer';
import { describeMoment, renderTable } from '@credsweep/reports';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import { nameCalls } from '../name-calls.ts';
import type { Terminal } from '../terminal.ts';

/** Lists the schedules, each with its next start in its own time zone and its last scan; gives the exit code. */
export async function runScheduleListCommand(
  terminal: Terminal,
  { format }: { readonly format: 'table' | 'json' },
): Promise<number> {
  const database = await openExistingDatabase(terminal);
  try {
    const now = new Date();
    const schedules = await createPostgresLedger(database.pool).listSchedules();
    if (format === 'json') {
      const listed = schedules.map((schedule) => ({
        ...schedule,
        nextRunAt: findNextRun(schedule, now),
      }));
      terminal.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    } else if (schedules.length === 0) {
      terminal.stdout.write(
        nameCalls(
          'There are no schedules. Add one: credsweep schedule add nightly --cron "0 3 * * *"\n',
          terminal,
        ),
      );
    } else {
      const rows = schedules.map((schedule) => toRow(schedule, now));
      terminal.stdout.write(renderTable(columns, rows));
      for (const { name, lastSkippedAt, lastSkipReason, timeZone } of schedules) {
        if (lastSkippedAt !== null)
          terminal.stdout.write(
            `${name} was skipped ${describeMoment(lastSkippedAt, timeZone)}: ${lastSkipReason}\n`,
          );
      }
    }
    return 0;
  } finally {
    await database.close();
  }
}

function toRow(schedule: Schedule, now: Date): readonly string[] {
  const { name, cron, timeZone, policy, lastScan } = schedule;
  const next = findNextRun(schedule, now);
  return [
    name,
    cron,
    timeZone,
    policy.name,
    next === null ? 'never' : describeMoment(next, timeZone),
    lastScan === null
      ? 'none yet'
      : `${lastScan.scanId}, ${lastScan.state}, ${describeMoment(lastScan.startedAt, timeZone)}`,
  ];
}

const columns = ['schedule', 'cron', 'time zone', 'policy', 'next scan', 'last scan'];
