import type { StoredReport } from '../world/stored-report.ts';
import type { ReportTiming } from './report-timing.ts';

/** True once the report can be read: by the world's clock or by the real one, whichever is first. */
export function isReportReady(report: StoredReport, now: Date): boolean {
  return now >= report.readyAt || performance.now() >= report.readyAtRealMs;
}

/** True while AWS hands out the report again instead of making a new one. */
export function isReportReused(report: StoredReport, now: Date, timing: ReportTiming): boolean {
  return now.getTime() - report.generatedAt.getTime() < timing.reuseMs;
}
