import type { Policy, Scan, ScanSettings, ScanState } from '@credsweep/core';

/** A row of `scan` as `scanColumns` selects it. */
export type ScanRow = {
  readonly scan_id: number;
  readonly organization_id: string | null;
  readonly state: ScanState;
  readonly as_of: Date;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly policy: Policy;
  readonly settings: ScanSettings;
  readonly error_code: string | null;
  readonly error_message: string | null;
};

/** The columns of a `ScanRow`. */
export const scanColumns =
  'scan_id, organization_id, state, as_of, started_at, finished_at, policy, settings, error_code, error_message';

/** Gives a row its names in the domain. */
export function toScan(row: ScanRow): Scan {
  return {
    scanId: row.scan_id,
    organizationId: row.organization_id,
    state: row.state,
    asOf: row.as_of,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    policy: row.policy,
    settings: row.settings,
    failure:
      row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  };
}
