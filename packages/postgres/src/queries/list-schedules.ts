import type { Schedule } from '@credsweep/core';
import type { Database } from '../database.ts';
import { selectSchedules, toSchedule, type ScheduleRow } from './schedule-row.ts';

/** Lists all schedules by name. */
export async function listSchedules(database: Database): Promise<readonly Schedule[]> {
  const { rows } = await database.query<ScheduleRow>(`${selectSchedules} order by name`);
  return rows.map(toSchedule);
}
