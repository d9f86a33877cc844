import { describeRiskReason } from '../describe-risk-reason.ts';
import { fixAccessKey } from '../fix-access-key.ts';
import type { KeyFinding } from '../key-finding.ts';
import { describeAsffUser } from './asff-user.ts';
import {
  describeAsffAccount,
  findPartition,
  makeAsffFinding,
  nameAsffPartition,
  toAsffFields,
  type AsffContext,
  type AsffFinding,
  type AsffResource,
} from './asff-finding.ts';
import { explainKeyFinding } from './explain-key-finding.ts';
import { nameKeyFinding } from './finding-uid.ts';
import { omitNulls } from './omit-nulls.ts';

/**
 * Makes the Security Hub finding of a high-risk key; its `Id` stays the same over the life of the key.
 *
 * @param ordinal see `nameKeyFinding`
 */
export function toAsffKeyFinding(
  finding: KeyFinding,
  context: AsffContext,
  ordinal?: number,
): AsffFinding {
  const id = nameKeyFinding(finding, ordinal);
  const partition = findPartition(finding.userArn);
  const fix = fixAccessKey(finding, context.policy);
  return makeAsffFinding(
    {
      id,
      generator: 'high-risk-access-key',
      classifier: 'High-Risk Access Key',
      accountId: finding.accountId,
      accountName: finding.accountName,
      partition,
      createdAt: finding.firstFlaggedAt ?? finding.dataAsOf,
      firstObservedAt: finding.firstFlaggedAt,
      updatedAt: finding.dataAsOf,
      severity: finding.severity,
      words: explainKeyFinding(finding, context),
      resources: [
        describeKey(finding, id, partition),
        finding.isRoot
          ? describeAsffAccount(finding.accountId, partition)
          : describeAsffUser(finding),
      ],
      status: 'FAILED',
      reasons: finding.riskReasons.map((reason) => ({
        code: reason,
        text: describeRiskReason(reason, context.policy),
      })),
      fields: {
        FindingId: finding.findingId,
        UserArn: finding.userArn,
        RiskReasons: finding.riskReasons.join(','),
        IsNew: finding.isNew,
        Owner: finding.owner,
        OrganizationPath: finding.organizationPath,
        Fix: fix.kind,
        FixCommand: fix.command,
        FixFollowUp: fix.followUp,
      },
    },
    context,
  );
}

function describeKey(finding: KeyFinding, id: string, partition: string): AsffResource {
  const { accessKeyId, lastRotatedAt } = finding;
  return {
    Type: 'AwsIamAccessKey',
    Id: `AWS::IAM::AccessKey:${accessKeyId ?? id}`,
    ...nameAsffPartition(partition),
    Details: {
      AwsIamAccessKey: {
        AccountId: finding.accountId,
        PrincipalName: finding.userName,
        PrincipalType: finding.isRoot ? 'Root' : 'IAMUser',
        Status: finding.status,
        ...omitNulls({ AccessKeyId: accessKeyId, CreatedAt: lastRotatedAt?.toISOString() }),
      },
      Other: toAsffFields({
        AgeDays: finding.ageDays,
        LastUsedAt: finding.lastUsedAt?.toISOString() ?? 'never',
        DaysSinceUsed: finding.daysSinceUsed,
        LastUsedService: finding.lastUsedService,
        LastUsedRegion: finding.lastUsedRegion,
      }),
    },
  };
}
