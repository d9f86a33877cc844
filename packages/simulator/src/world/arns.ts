import type { SimulatedAccount, SimulatedRole } from './simulated-account.ts';
import type { SimulatedOrganization } from './simulated-organization.ts';
import type { SimulatedUser } from './simulated-user.ts';

/** ARN of the organization itself. */
export function organizationArn(organization: SimulatedOrganization): string {
  return organizationsArn(organization, `organization/${organization.id}`);
}

/** ARN of an account as the Organizations API writes it. */
export function accountArn(organization: SimulatedOrganization, accountId: string): string {
  return organizationsArn(organization, `account/${organization.id}/${accountId}`);
}

/** ARN of the organization's root. */
export function rootArn(organization: SimulatedOrganization): string {
  return organizationsArn(organization, `root/${organization.id}/${organization.rootId}`);
}

/** ARN of an organizational unit. */
export function organizationalUnitArn(organization: SimulatedOrganization, unitId: string): string {
  return organizationsArn(organization, `ou/${organization.id}/${unitId}`);
}

/** ARN of an IAM user, path included. */
export function userArn(
  organization: SimulatedOrganization,
  account: SimulatedAccount,
  user: Pick<SimulatedUser, 'name' | 'path'>,
): string {
  return iamArn(organization, account.id, `user${user.path}${user.name}`);
}

/** ARN of a role, path included. */
export function roleArn(
  organization: SimulatedOrganization,
  account: SimulatedAccount,
  role: Pick<SimulatedRole, 'name' | 'path'>,
): string {
  return iamArn(organization, account.id, `role${role.path}${role.name}`);
}

/** ARN of something in IAM of an account, such as `root` or `user/maria`. */
export function iamArn(
  organization: SimulatedOrganization,
  accountId: string,
  resource: string,
): string {
  return `arn:${organization.partition}:iam::${accountId}:${resource}`;
}

/** ARN of a session of a role; the role's path is not part of it. */
export function assumedRoleArn(
  organization: SimulatedOrganization,
  accountId: string,
  roleName: string,
  sessionName: string,
): string {
  return `arn:${organization.partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
}

function organizationsArn(organization: SimulatedOrganization, resource: string): string {
  const { partition, managementAccountId } = organization;
  return `arn:${partition}:organizations::${managementAccountId}:${resource}`;
}
