import { partitionOfArn } from '../arn.ts';
import { describeRiskReason } from '../describe-risk-reason.ts';
import { fixAccessKey } from '../fix-access-key.ts';
import type { KeyFinding } from '../key-finding.ts';
import { explainKeyFinding } from './explain-key-finding.ts';
import { describeThresholds, type FindingContext } from './finding-context.ts';
import { nameKeyFinding } from './finding-uid.ts';
import {
  beginOcsfEvent,
  describeOcsfAccount,
  describeOcsfCloud,
  describeOcsfOwner,
  listOcsfTags,
  ocsfClasses,
  type OcsfEvent,
  type OcsfObject,
} from './ocsf-event.ts';
import { beginFindingInfo } from './ocsf-finding-info.ts';
import { omitNulls } from './omit-nulls.ts';

/**
 * Makes the OCSF 1.8.0 event of a high-risk key: an IAM Analysis Finding (2008), `Create` for a key that was not known
 * before and `Update` otherwise. `finding_info.uid` stays the same over the life of the key.
 *
 * @param ordinal see `nameKeyFinding`
 */
export function toOcsfKeyFinding(
  finding: KeyFinding,
  context: FindingContext,
  ordinal?: number,
): OcsfEvent {
  const words = explainKeyFinding(finding, context);
  const uid = nameKeyFinding(finding, ordinal);
  const isFirst =
    finding.isNew || finding.firstFlaggedAt === null || finding.firstFlaggedAt >= finding.dataAsOf;
  return {
    ...beginOcsfEvent({
      class: ocsfClasses.iamAnalysisFinding,
      activity: isFirst ? [1, 'Create'] : [2, 'Update'],
      severity: finding.severity,
      time: finding.dataAsOf,
      uid,
      eventCode: 'high_risk_access_key',
      context,
    }),
    message: `${words.title}: ${words.description}`,
    status_id: 1,
    status: 'New',
    finding_info: {
      ...beginFindingInfo(uid, words, 'high_risk_access_key', context),
      ...omitNulls({
        created_time: finding.firstFlaggedAt?.getTime(),
        first_seen_time: finding.firstFlaggedAt?.getTime(),
      }),
      last_seen_time: finding.dataAsOf.getTime(),
      data_sources: ['AWS IAM credential report'],
    },
    cloud: describeOcsfCloud({ ...finding, arn: finding.userArn }, context),
    user: describeOcsfKeyUser(finding),
    identity_activity_metrics: {
      programmatic_credentials: [describeCredential(finding, ordinal)],
    },
    resources: [describeKey(finding, ordinal)],
    observables: listObservables(finding, ordinal),
    remediation: { desc: words.remediation, references: [words.remediationUrl] },
    unmapped: describeFacts(finding, context),
  };
}

/** Makes the `user` whose key it is. */
export function describeOcsfKeyUser(
  finding: Pick<KeyFinding, 'userArn' | 'userName' | 'isRoot' | 'accountId' | 'accountName'>,
): OcsfObject {
  return {
    uid: finding.userArn,
    name: finding.userName,
    ...(finding.isRoot ? { type_id: 2, type: 'Admin' } : { type_id: 1, type: 'User' }),
    account: describeOcsfAccount(finding),
  };
}

function describeCredential(finding: KeyFinding, ordinal?: number): OcsfObject {
  return {
    uid: identifyKey(finding, ordinal),
    type: 'AWS access key',
    ...omitNulls({ last_used_time: finding.lastUsedAt?.getTime() }),
  };
}

function describeKey(finding: KeyFinding, ordinal?: number): OcsfObject {
  return {
    uid: identifyKey(finding, ordinal),
    type: 'AWS::IAM::AccessKey',
    role_id: 3,
    role: 'Affected',
    provider: 'AWS',
    ...omitNulls({
      cloud_partition: partitionOfArn(finding.userArn),
      created_time: finding.lastRotatedAt?.getTime(),
      owner: describeOcsfOwner(finding.owner),
      tags: listOcsfTags(finding.tags),
    }),
  };
}

/** A key whose id is not known goes by the name of its finding. */
function identifyKey(finding: KeyFinding, ordinal?: number): string {
  return finding.accessKeyId ?? nameKeyFinding(finding, ordinal);
}

/** Type ids: 4 User Name, 10 Resource UID, 31 User UID, 35 Account UID. */
function listObservables(finding: KeyFinding, ordinal?: number): readonly OcsfObject[] {
  return [
    { name: 'resources[0].uid', type_id: 10, value: identifyKey(finding, ordinal) },
    { name: 'user.name', type_id: 4, value: finding.userName },
    { name: 'user.uid', type_id: 31, value: finding.userArn },
    { name: 'cloud.account.uid', type_id: 35, value: finding.accountId },
  ];
}

function describeFacts(finding: KeyFinding, context: FindingContext): OcsfObject {
  const fix = fixAccessKey(finding, context.policy);
  return {
    scan_id: context.scanId,
    finding_id: finding.findingId,
    policy: describeThresholds(context),
    risk_reasons: finding.riskReasons,
    risk_reasons_text: finding.riskReasons.map((reason) =>
      describeRiskReason(reason, context.policy),
    ),
    access_key_id: finding.accessKeyId,
    key_status: finding.status,
    is_root: finding.isRoot,
    is_new: finding.isNew,
    age_days: finding.ageDays,
    last_rotated_at: finding.lastRotatedAt?.toISOString() ?? null,
    last_used_at: finding.lastUsedAt?.toISOString() ?? null,
    days_since_used: finding.daysSinceUsed,
    last_used_service: finding.lastUsedService,
    last_used_region: finding.lastUsedRegion,
    owner: finding.owner,
    organization_path: finding.organizationPath,
    data_as_of: finding.dataAsOf.toISOString(),
    fix: fix.kind,
    fix_command: fix.command,
    fix_follow_up: fix.followUp,
  };
}
