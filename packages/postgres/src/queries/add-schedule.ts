import type { NewSchedule } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Adds a schedule; false when there is one of that name already. */
export async function addSchedule(database: Database, schedule: NewSchedule): Promise<boolean> {
  const { rowCount } = await database.query(
    `insert into credsweep.schedule (name, cron, time_zone, policy, settings)
     values ($1, $2, $3, $4, $5)
     on conflict (name) do nothing`,
    [
      schedule.name,
      schedule.cron,
      schedule.timeZone,
      JSON.stringify(schedule.policy),
      JSON.stringify(schedule.settings),
    ],
  );
  return rowCount === 1;
}
