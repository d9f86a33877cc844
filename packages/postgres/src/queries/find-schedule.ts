import type { Schedule } from '@credsweep/core';
import type { Database } from '../database.ts';
import { selectSchedules, toSchedule, type ScheduleRow } from './schedule-row.ts';

/** Finds a schedule by its name. */
export async function findSchedule(database: Database, name: string): Promise<Schedule | null> {
  const { rows } = await database.query<ScheduleRow>(`${selectSchedules} where name = $1`, [name]);
  return rows[0] === undefined ? null : toSchedule(rows[0]);
}
