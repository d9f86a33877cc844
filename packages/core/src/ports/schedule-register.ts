import type { Policy } from '../policy.ts';
import type { Scan, ScanSettings } from '../scan.ts';

/** A scan that is to be started again and again. */
export type NewSchedule = {
  /** Lower-case letters, digits and `-`. */
  readonly name: string;
  /** Five fields: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** IANA name of the zone in which the cron expression is read, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly policy: Policy;
  readonly settings: ScanSettings;
};

/** A schedule and what came of it last. */
export type Schedule = NewSchedule & {
  readonly createdAt: Date;
  readonly lastScan: Pick<Scan, 'scanId' | 'state' | 'startedAt'> | null;
  readonly lastSkippedAt: Date | null;
  /** Why the start at `lastSkippedAt` was skipped. */
  readonly lastSkipReason: string | null;
};

/** What came of a start that was due. */
export type ScheduledStart =
  | { readonly kind: 'started'; readonly scan: Scan }
  /** Another scan of the organization is going on; the schedule keeps the reason. */
  | { readonly kind: 'skipped'; readonly reason: string }
  /** The schedule was removed, or this very start has been made already. */
  | { readonly kind: 'not_due' };

/** Keeps the schedules; the queue only knows when they are due. */
export interface ScheduleRegister {
  /** False: there is a schedule of this name already. */
  addSchedule(schedule: NewSchedule): Promise<boolean>;
  /** By name. */
  listSchedules(): Promise<readonly Schedule[]>;
  findSchedule(name: string): Promise<Schedule | null>;
  /** False: there is none of this name. */
  removeSchedule(name: string): Promise<boolean>;
  /** Opens the scan of a schedule, unless a scan of the organization, or of one not known yet, is going on. */
  openScheduledScan(name: string, organizationId: string): Promise<ScheduledStart>;
}

/** Lets the queue start scans in time. */
export interface ScheduleQueue {
  /** Makes the queue's schedules the given ones, and those only; what is right already is left alone. */
  syncSchedules(schedules: readonly Pick<Schedule, 'name' | 'cron' | 'timeZone'>[]): Promise<void>;
}
