/** How long credential reports take and last. */
export type ReportTiming = {
  /** Milliseconds from the first GenerateCredentialReport until the report can be read; default 0. */
  readonly readyAfterMs: number;
  /** Milliseconds for which a report is reused; default four hours, as in AWS. */
  readonly reuseMs: number;
};

/** AWS's four hours, and no wait. */
export const defaultReportTiming: ReportTiming = { readyAfterMs: 0, reuseMs: 4 * 3_600_000 };
