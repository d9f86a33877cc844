import { writeRolePolicies, type RolePolicies, type RolePolicyOptions } from './role-policies.ts';

/**
 * What a template creates.
 *
 * `organization`: the role in every account of the organizational units, by a StackSet; besides, in the account that
 * it is deployed in, the policy of the hub if that account is the hub, and the role if it is not.
 * `account`: the role in one account. `hub`: the policy of the hub.
 */
export type RoleTemplatePart = (typeof roleTemplateParts)[number];

/** The parts, as they are asked for. */
export const roleTemplateParts = ['organization', 'account', 'hub'] as const;

/** The StackSet that creates the role. */
export const stackSetName = 'credsweep-member-roles';

/** Inline policy of the role. */
export const memberPolicyName = 'read-users-and-keys';

/** Words that stand in templates for people. */
export const templateWords = {
  member: 'Lets credsweep read the credential report and the access keys of this account.',
  hub: 'Lets credsweep list the accounts of the organization and enter them by its role.',
  organizationalUnits:
    'Root (r-...) or organizational units (ou-...) whose accounts get the role, also those that join later.',
  callAs:
    'SELF where this is deployed in the management account, DELEGATED_ADMIN in that of a delegated administrator of StackSets.',
} as const;

/** The ids that AWS Organizations gives to roots and organizational units. */
export const organizationalUnitPattern =
  '^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$' as const;

/** Writes the policies for whatever partition a template is deployed in. */
export function writePortablePolicies(
  options: RolePolicyOptions,
  partitionReference: string,
): RolePolicies {
  const { hub, partition } = options;
  return writeRolePolicies({
    ...options,
    partition: partitionReference,
    hub:
      hub.kind === 'account'
        ? hub
        : {
            ...hub,
            roleArn: hub.roleArn.replace(`arn:${partition}:`, `arn:${partitionReference}:`),
          },
  });
}

/**
 * The name of the hub's role, if a template can attach a policy to it; null if there is none.
 *
 * Those that IAM Identity Center has made can be changed only there. Source: IAM Identity Center user guide,
 * Referencing permission sets in resource policies.
 */
export function findAttachableRole({ hub }: Pick<RolePolicyOptions, 'hub'>): string | null {
  if (hub.kind === 'account') return null;
  const [, path = ''] = hub.roleArn.split(':role/');
  return path.startsWith('aws-reserved/') ? null : (path.split('/').at(-1) ?? null);
}
