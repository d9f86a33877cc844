import { isCoverageComplete, type ScanState, type ScanSummary } from '../scan.ts';
import { describeThresholds, type FindingContext } from './finding-context.ts';
import { beginOcsfEvent, ocsfClasses, type OcsfActivity, type OcsfEvent } from './ocsf-event.ts';
import { omitNulls } from './omit-nulls.ts';

/**
 * Makes the OCSF 1.8.0 event of the scan itself, a Scan Activity (6007): a receiver learns from it that a scan without
 * findings took place, and how much of the organization it covers.
 */
export function toOcsfScanActivity(summary: ScanSummary, context: FindingContext): OcsfEvent {
  const { coverage, scanId } = summary;
  const due = coverage.accounts - coverage.skipped;
  const coverageText = `${coverage.scanned} of ${due} accounts read, ${coverage.failed} failed, ${coverage.skipped} skipped`;
  const isComplete = summary.state === 'completed' && isCoverageComplete(coverage);
  return {
    ...beginOcsfEvent({
      class: ocsfClasses.scanActivity,
      activity: activities[summary.state],
      severity: isComplete ? 'informational' : 'medium',
      time: summary.finishedAt ?? summary.asOf,
      uid: 'credsweep/scan',
      eventCode: 'scan',
      context,
    }),
    message: `Scan ${scanId}: ${coverageText}`,
    status_id: isComplete ? 1 : 99,
    status: isComplete ? 'Success' : 'Partial',
    status_detail: coverageText,
    scan: { uid: String(scanId), name: `credsweep scan ${scanId}`, type_id: 0, type: 'Unknown' },
    policy: { name: context.policy.name, is_applied: true, data: describeThresholds(context) },
    cloud: {
      provider: 'AWS',
      ...omitNulls({
        org: context.organizationId === null ? null : { uid: context.organizationId },
      }),
    },
    total: coverage.scanned,
    num_skipped_items: coverage.skipped,
    num_detections: summary.highRiskKeys + summary.staleUsers,
    start_time: summary.startedAt.getTime(),
    ...omitNulls({
      end_time: summary.finishedAt?.getTime(),
      duration:
        summary.finishedAt === null
          ? null
          : summary.finishedAt.getTime() - summary.startedAt.getTime(),
    }),
    unmapped: {
      scan_id: scanId,
      state: summary.state,
      as_of: summary.asOf.toISOString(),
      coverage,
      users: summary.users,
      stale_users: summary.staleUsers,
      access_keys: summary.accessKeys,
      high_risk_keys: summary.highRiskKeys,
      new_high_risk_keys: summary.newHighRiskKeys,
    },
  };
}

const activities = {
  listing: [1, 'Started'],
  scanning: [1, 'Started'],
  closing: [1, 'Started'],
  completed: [2, 'Completed'],
  cancelled: [3, 'Cancelled'],
  failed: [6, 'Error'],
  interrupted: [7, 'Paused'],
} as const satisfies Record<ScanState, OcsfActivity>;
