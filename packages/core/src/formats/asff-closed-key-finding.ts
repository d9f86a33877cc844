import {
  findPartition,
  makeAsffFinding,
  nameAsffPartition,
  type AsffContext,
  type AsffFinding,
} from './asff-finding.ts';
import { explainClosedKeyFinding, type ClosedKeyFinding } from './closed-key-finding.ts';
import { nameKeyFinding } from './finding-uid.ts';

/** Makes the Security Hub finding that archives the one of a key which was fixed, is gone or is exempted. */
export function toAsffClosedKeyFinding(
  finding: ClosedKeyFinding,
  context: AsffContext,
): AsffFinding {
  const id = nameKeyFinding(finding);
  const partition = findPartition(finding.userArn);
  const words = explainClosedKeyFinding(finding);
  return makeAsffFinding(
    {
      id,
      generator: 'high-risk-access-key',
      classifier: 'High-Risk Access Key',
      accountId: finding.accountId,
      accountName: finding.accountName,
      partition,
      createdAt: finding.firstFlaggedAt ?? finding.closedAt,
      firstObservedAt: finding.firstFlaggedAt,
      updatedAt: finding.closedAt,
      severity: finding.severity,
      words,
      resources: [
        {
          Type: 'AwsIamAccessKey',
          Id: `AWS::IAM::AccessKey:${finding.accessKeyId ?? id}`,
          ...nameAsffPartition(partition),
        },
      ],
      status: chooseStatus(finding),
      recordState: 'ARCHIVED',
      reasons: [{ code: finding.resolution ?? 'exempted', text: words.description }],
      fields: {
        FindingId: finding.findingId,
        UserArn: finding.userArn,
        Resolution: finding.resolution,
        ExemptedUntil: finding.exemptedUntil,
        ExemptionReason: finding.exemptionReason,
        Owner: finding.owner,
      },
    },
    context,
  );
}

function chooseStatus({ resolution }: ClosedKeyFinding): 'PASSED' | 'FAILED' | 'NOT_AVAILABLE' {
  if (resolution === null) return 'FAILED';
  return resolution === 'account_left' ? 'NOT_AVAILABLE' : 'PASSED';
}
