import {
  CredsweepError,
  type NewSchedule,
  type ScheduleQueue,
  type ScheduleRegister,
} from '@credsweep/core';
import { checkScheduleTiming } from './schedule-timing.ts';

/**
 * Adds a schedule, for workers to keep.
 *
 * @throws CredsweepError `schedule_invalid` or `schedule_exists`
 */
export async function addSchedule(
  schedule: NewSchedule,
  now: Date,
  { register, queue }: { readonly register: ScheduleRegister; readonly queue: ScheduleQueue },
): Promise<void> {
  checkScheduleName(schedule.name);
  checkScheduleTiming(schedule, now);
  if (!(await register.addSchedule(schedule))) {
    throw new CredsweepError(
      'schedule_exists',
      `There is a schedule "${schedule.name}" already. Remove it first with "credsweep schedule remove ${schedule.name}", or choose another name.`,
    );
  }
  await queue.syncSchedules(await register.listSchedules());
}

/**
 * Removes a schedule; its scans stay.
 *
 * @throws CredsweepError `schedule_not_found`
 */
export async function removeSchedule(
  name: string,
  { register, queue }: { readonly register: ScheduleRegister; readonly queue: ScheduleQueue },
): Promise<void> {
  if (!(await register.removeSchedule(name))) {
    throw new CredsweepError(
      'schedule_not_found',
      `There is no schedule ${JSON.stringify(name)}. "credsweep schedule list" lists them.`,
    );
  }
  await queue.syncSchedules(await register.listSchedules());
}

function checkScheduleName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return;
  throw new CredsweepError(
    'schedule_invalid',
    `${JSON.stringify(name)} cannot name a schedule: take up to 63 lower-case letters, digits and "-", such as nightly.`,
  );
}
