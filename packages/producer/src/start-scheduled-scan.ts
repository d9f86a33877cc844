import type {
  AccountDirectory,
  JobOutcome,
  ScanQueue,
  ScanSettings,
  ScheduleRegister,
} from '@credsweep/core';

/** What the start of a scheduled scan needs. */
export type ScheduledScanDependencies = {
  readonly register: ScheduleRegister;
  readonly queue: Pick<ScanQueue, 'enqueueListing'>;
  readonly openDirectory: (settings: ScanSettings) => Promise<AccountDirectory>;
};

/**
 * Starts the scan of a schedule that is due; while a scan of the same organization is going on it is skipped, and the
 * schedule keeps the reason.
 *
 * @throws CredsweepError what made it impossible to say which organization it is; nothing was started then
 */
export async function startScheduledScan(
  name: string,
  { register, queue, openDirectory }: ScheduledScanDependencies,
): Promise<JobOutcome> {
  const schedule = await register.findSchedule(name);
  if (schedule === null) return { kind: 'done' };
  const directory = await openDirectory(schedule.settings);
  const { organizationId } = await directory.describeOrganization();
  const start = await register.openScheduledScan(name, organizationId);
  if (start.kind === 'started') await queue.enqueueListing(start.scan.scanId, 1);
  return { kind: 'done', start };
}
