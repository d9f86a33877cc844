import { explainClosedKeyFinding, isFixed, type ClosedKeyFinding } from './closed-key-finding.ts';
import type { FindingContext } from './finding-context.ts';
import { nameKeyFinding } from './finding-uid.ts';
import {
  beginOcsfEvent,
  describeOcsfCloud,
  describeOcsfOwner,
  ocsfClasses,
  type OcsfEvent,
} from './ocsf-event.ts';
import { beginFindingInfo } from './ocsf-finding-info.ts';
import { describeOcsfKeyUser } from './ocsf-key-finding.ts';
import { omitNulls } from './omit-nulls.ts';

/**
 * Makes the OCSF 1.8.0 event that closes the finding of a key: `Resolved` when somebody fixed it, `Archived` when it is
 * out of sight for another reason, `Suppressed` while it is exempted.
 */
export function toOcsfClosedKeyFinding(
  finding: ClosedKeyFinding,
  context: FindingContext,
): OcsfEvent {
  const words = explainClosedKeyFinding(finding);
  const uid = nameKeyFinding(finding);
  const keyUid = finding.accessKeyId ?? uid;
  const { resolution, closedAt } = finding;
  return {
    ...beginOcsfEvent({
      class: ocsfClasses.iamAnalysisFinding,
      activity: resolution === null ? [2, 'Update'] : [3, 'Close'],
      severity: finding.severity,
      time: closedAt,
      uid,
      ...(resolution === null ? {} : { occasion: `closed-${closedAt.toISOString()}` }),
      eventCode: 'high_risk_access_key_closed',
      context,
    }),
    message: `${words.title}: ${words.description}`,
    ...chooseStatus(finding),
    status_detail: resolution ?? 'exempted',
    finding_info: {
      ...beginFindingInfo(uid, words, 'high_risk_access_key', context),
      ...omitNulls({
        created_time: finding.firstFlaggedAt?.getTime(),
        first_seen_time: finding.firstFlaggedAt?.getTime(),
      }),
      modified_time: closedAt.getTime(),
    },
    cloud: describeOcsfCloud({ ...finding, arn: finding.userArn }, context),
    user: describeOcsfKeyUser(finding),
    identity_activity_metrics: {
      programmatic_credentials: [{ uid: keyUid, type: 'AWS access key' }],
    },
    resources: [
      {
        uid: keyUid,
        type: 'AWS::IAM::AccessKey',
        role_id: 3,
        role: 'Affected',
        provider: 'AWS',
        ...omitNulls({ owner: describeOcsfOwner(finding.owner) }),
      },
    ],
    unmapped: {
      scan_id: context.scanId,
      finding_id: finding.findingId,
      risk_reasons: finding.riskReasons,
      access_key_id: finding.accessKeyId,
      resolution,
      exempted_until: finding.exemptedUntil,
      exemption_reason: finding.exemptionReason,
      owner: finding.owner,
    },
  };
}

function chooseStatus({ resolution }: ClosedKeyFinding) {
  if (resolution === null) return { status_id: 3, status: 'Suppressed' };
  return isFixed(resolution)
    ? { status_id: 4, status: 'Resolved' }
    : { status_id: 5, status: 'Archived' };
}
