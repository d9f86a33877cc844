import type { Policy, ScanSettings, ScanState, Schedule } from '@credsweep/core';

/** A row of `schedule` with its last scan, as `selectSchedules` gives it. */
export type ScheduleRow = {
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly policy: Policy;
  readonly settings: ScanSettings;
  readonly created_at: Date;
  readonly last_skipped_at: Date | null;
  readonly last_skip_reason: string | null;
  readonly scan_id: number | null;
  readonly state: ScanState;
  readonly started_at: Date;
};

/** Selects schedules with their last scans; a `where` may follow. */
export const selectSchedules = `
  select
    name, cron, time_zone, schedule.policy, schedule.settings, created_at, last_skipped_at, last_skip_reason,
    scan.scan_id, scan.state, scan.started_at
  from credsweep.schedule left join credsweep.scan on scan.scan_id = last_scan_id`;

/** Gives a row its names in the domain. */
export function toSchedule(row: ScheduleRow): Schedule {
  const { scan_id: scanId, state, started_at: startedAt } = row;
  return {
    name: row.name,
    cron: row.cron,
    timeZone: row.time_zone,
    policy: row.policy,
    settings: row.settings,
    createdAt: row.created_at,
    lastScan: scanId === null ? null : { scanId, state, startedAt },
    lastSkippedAt: row.last_skipped_at,
    lastSkipReason: row.last_skip_reason,
  };
}
