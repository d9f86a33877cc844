import { createAwsHub, writeRolePolicies, type HubPrincipal } from '@credsweep/aws';
import { CredsweepError, isAccountId, readsUserTags } from '@credsweep/core';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { toScanSettings } from '../configuration/to-scan-settings.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep roles`, as they stand on the command line. */
export type RolesFlags = {
  readonly roleName?: string;
  readonly externalId?: string;
  readonly hubAccount?: string;
  readonly hubRole?: string;
  readonly partition?: string;
  readonly organizationId?: string;
  readonly policy?: string;
  readonly ownerTag?: string;
  readonly ownerAccountTag?: string;
};

/** Prints the policies of the roles as one JSON object; gives the exit code. */
export async function runRolesCommand(
  terminal: Terminal,
  kind: string | undefined,
  flags: RolesFlags,
): Promise<number> {
  if (kind !== 'iam-json') throw unknownKind(kind);
  checkFlags(flags);
  const { roleName, externalId, policy, ownerTag, ownerAccountTag } = flags;
  const configuration = await loadConfiguration(terminal.workingFolder, {
    roleName,
    externalId,
    policy,
    ownerTag,
    ownerAccountTag,
  });
  const settings = toScanSettings(configuration, null);
  const { hub, partition } = await chooseHub(terminal, flags);
  const policies = writeRolePolicies({
    roleName: settings.roleName,
    externalId: settings.externalId,
    readsUserTags: readsUserTags({
      policy: await loadPolicy(configuration, terminal.workingFolder),
      settings,
    }),
    readsAccountTags: (settings.owners?.accountTag ?? null) !== null,
    organizationId: flags.organizationId ?? null,
    hub,
    partition,
  });
  terminal.stdout.write(`${JSON.stringify(policies, null, 2)}\n`);
  return 0;
}

type ChosenHub = { readonly hub: HubPrincipal; readonly partition: string };

/** Whoever runs this is asked for only where no flag says whom to let in. */
async function chooseHub(
  terminal: Terminal,
  { hubAccount, hubRole, partition = 'aws' }: RolesFlags,
): Promise<ChosenHub> {
  if (hubAccount !== undefined)
    return { hub: { kind: 'account', accountId: hubAccount }, partition };
  if (hubRole !== undefined) {
    const [, rolePartition = '', , , accountId = ''] = hubRole.split(':');
    return { hub: { kind: 'role', accountId, roleArn: hubRole }, partition: rolePartition };
  }
  const aws = createAwsHub({ environment: terminal.environment });
  try {
    const caller = await aws.identifyCaller();
    terminal.stderr.write(
      `The roles trust account ${caller.accountId}, that of the AWS credentials at hand (--hub-account and --hub-role name another).\n`,
    );
    return {
      hub: { kind: 'account', accountId: caller.accountId },
      partition: caller.partition,
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

function checkFlags({ hubAccount, hubRole, partition, organizationId }: RolesFlags): void {
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
    organizationId !== undefined && !/^o-[a-z0-9]{10,32}$/.test(organizationId)
      ? `--organization-id ${JSON.stringify(organizationId)} is not the id of an organization (o-…)`
      : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `These flags cannot be used:\n  ${problems.join('\n  ')}`,
    );
}

function unknownKind(kind: string | undefined): CredsweepError {
  const asked =
    kind === undefined ? 'Say in which form.' : `There is no form ${JSON.stringify(kind)}.`;
  return new CredsweepError(
    'usage_invalid',
    `${asked} "credsweep roles" prints the policies of the roles that a scan needs, as:\n` +
      '  iam-json    one JSON object: permissions and trust of the role in every account, permissions of the caller',
  );
}

const roleArnPattern = /^arn:aws(-[a-z]+)*:iam::\d{12}:role\/[\w+=,.@/-]+$/;
