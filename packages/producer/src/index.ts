export { addSchedule, removeSchedule } from './add-schedule.ts';
export { cancelScan } from './cancel-scan.ts';
export { keepOwnerMap } from './keep-owner-map.ts';
export { listScanAccounts, type ListingDependencies } from './list-scan-accounts.ts';
export { planScanOfFailed } from './plan-scan-of-failed.ts';
export { scanNotFound } from './scan-not-found.ts';
export { checkScheduleTiming, findNextRun, type ScheduleTiming } from './schedule-timing.ts';
export { resumeScan, startScan } from './start-scan.ts';
export { startScheduledScan, type ScheduledScanDependencies } from './start-scheduled-scan.ts';
