import { createAwsHub, type AwsHub } from '@credsweep/aws';
import { CredsweepError, isAccountId, type HubPrincipal } from '@credsweep/core';
import type { Terminal } from '../terminal.ts';

/** Flags that say whom the roles let in. */
export type HubFlags = {
  readonly hubAccount?: string;
  readonly hubRole?: string;
  readonly partition?: string;
  readonly organizationId?: string;
};

/** Whom the roles let in, and where. */
export type ChosenHub = {
  readonly hub: HubPrincipal;
  readonly partition: string;
  /** Null: callers of any organization. */
  readonly organizationId: string | null;
};

/**
 * Reads the flags; AWS is asked who runs this, and for the organization, only where no flag says whom to let in.
 *
 * @throws CredsweepError `usage_invalid`
 */
export async function chooseHub(terminal: Terminal, flags: HubFlags): Promise<ChosenHub> {
  checkFlags(flags);
  const { hubAccount, hubRole, partition = 'aws', organizationId = null } = flags;
  if (hubAccount !== undefined)
    return { hub: { kind: 'account', accountId: hubAccount }, partition, organizationId };
  if (hubRole !== undefined) {
    const [, rolePartition = '', , , accountId = ''] = hubRole.split(':');
    const hub = { kind: 'role', accountId, roleArn: hubRole } as const;
    return { hub, partition: rolePartition, organizationId };
  }
  const aws = createAwsHub({ environment: terminal.environment });
  try {
    const caller = await aws.identifyCaller();
    const organization = organizationId ?? (await findOrganizationId(aws));
    const condition =
      organization === null ? '' : `, for callers of the organization ${organization}`;
    terminal.stderr.write(
      `The roles trust account ${caller.accountId}${condition}: that of the AWS credentials at hand (--hub-account and --hub-role name another).\n`,
    );
    return {
      hub: { kind: 'account', accountId: caller.accountId },
      partition: caller.partition,
      organizationId: organization,
    };
  } catch (error) {
    throw new CredsweepError(
      'usage_invalid',
      'Whom the roles shall trust is not known: name the account that scans with --hub-account, or its role with --hub-role. ' +
        `(AWS was asked who the caller is, in vain: ${error instanceof Error ? error.message : String(error)})`,
      { cause: error },
    );
  } finally {
    aws.close();
  }
}

async function findOrganizationId({ directory }: AwsHub): Promise<string | null> {
  const { organizationId } = await directory.describeOrganization();
  return organizationIdPattern.test(organizationId) ? organizationId : null;
}

function checkFlags({ hubAccount, hubRole, partition, organizationId }: HubFlags): void {
  const rolePartition = hubRole?.split(':')[1];
  const problems = [
    hubAccount !== undefined && hubRole !== undefined
      ? '--hub-account and --hub-role: name the one or the other'
      : '',
    hubAccount !== undefined && !isAccountId(hubAccount)
      ? `--hub-account ${JSON.stringify(hubAccount)} is not an AWS account id (12 digits)`
      : '',
    hubRole !== undefined && !roleArnPattern.test(hubRole)
      ? `--hub-role ${JSON.stringify(hubRole)} is not the ARN of an IAM role, such as arn:aws:iam::123456789012:role/credsweep (an ARN of sts is that of a session)`
      : '',
    partition !== undefined && !/^aws(-[a-z]+)*$/.test(partition)
      ? `--partition ${JSON.stringify(partition)} is not a partition, such as aws, aws-us-gov or aws-cn`
      : '',
    hubRole !== undefined && partition !== undefined && rolePartition !== partition
      ? `--partition ${partition} is not that of --hub-role`
      : '',
    organizationId !== undefined && !organizationIdPattern.test(organizationId)
      ? `--organization-id ${JSON.stringify(organizationId)} is not the id of an organization (o-…)`
      : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `These flags cannot be used:\n  ${problems.join('\n  ')}`,
    );
}

const organizationIdPattern = /^o-[a-z0-9]{10,32}$/;
const roleArnPattern = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
