import { deriveCredentialId } from '../world/credential-ids.ts';
import { assumedRoleArn, iamArn, roleArn } from '../world/arns.ts';
import type { SimulatedOrganization } from '../world/simulated-organization.ts';
import type { RoleSession } from './role-sessions.ts';
import type { SessionPolicy } from './session-policy.ts';

/** Who signed a request, as far as services care. */
export type Caller = {
  readonly accountId: string;
  /** As GetCallerIdentity shows it. */
  readonly arn: string;
  readonly userId: string;
  /** Absent for a session of a role. */
  readonly userName?: string;
  /** What a trust policy may name to mean this caller. */
  readonly trustedAs: readonly string[];
  readonly allowedActions: readonly string[];
  readonly sessionPolicy?: SessionPolicy;
};

/** The caller behind the credentials the simulator hands out. */
export function describeHub(organization: SimulatedOrganization): Caller {
  const { accountId, kind, name, allowedActions } = organization.hub;
  if (kind === 'user') {
    const arn = iamArn(organization, accountId, `user/${name}`);
    const userId = deriveCredentialId('AIDA', accountId, name);
    const trustedAs = [arn, ...accountPrincipals(organization, accountId)];
    return { accountId, arn, userId, userName: name, trustedAs, allowedActions };
  }
  const arn = assumedRoleArn(organization, accountId, name, hubSessionName);
  return {
    accountId,
    arn,
    userId: `${deriveCredentialId('AROA', accountId, name)}:${hubSessionName}`,
    trustedAs: [
      arn,
      iamArn(organization, accountId, `role/${name}`),
      ...accountPrincipals(organization, accountId),
    ],
    allowedActions,
  };
}

/** The caller behind a session; undefined if the role or its account is gone. */
export function describeSession(
  organization: SimulatedOrganization,
  session: RoleSession,
): Caller | undefined {
  const { accountId, roleName, sessionName } = session;
  const account = organization.accounts.get(accountId);
  const role = account?.roles.find(({ name }) => name === roleName);
  if (account === undefined || role?.createdAt.getTime() !== session.roleCreatedAt.getTime()) {
    return undefined;
  }
  const arn = assumedRoleArn(organization, accountId, roleName, sessionName);
  return {
    accountId,
    arn,
    userId: `${deriveCredentialId('AROA', accountId, roleName)}:${sessionName}`,
    trustedAs: [
      arn,
      roleArn(organization, account, role),
      ...accountPrincipals(organization, accountId),
    ],
    allowedActions: role.allowedActions,
    ...(session.policy === undefined ? {} : { sessionPolicy: session.policy }),
  };
}

function accountPrincipals(organization: SimulatedOrganization, accountId: string): string[] {
  return [accountId, iamArn(organization, accountId, 'root'), '*'];
}

const hubSessionName = 'simulated-hub';
