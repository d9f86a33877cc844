import type { SimulatedAccount, SimulatedRole } from '../world/simulated-account.ts';
import { assumedRoleArn, roleArn } from '../world/arns.ts';
import { deriveCredentialId } from '../world/credential-ids.ts';
import { accessDeniedError, ServiceError, validationError } from '../wire/service-error.ts';
import { matchesAnyPattern } from '../wire/name-pattern.ts';
import { maxPolicyCharacters, parseSessionPolicy } from '../wire/session-policy.ts';
import { xmlElement, xmlText } from '../wire/xml.ts';
import { readAssumeRoleInput, type AssumeRoleInput } from './assume-role-input.ts';
import type { StsRequest } from './sts-request.ts';

/** AssumeRole: temporary credentials of a role, narrowed by the session policy. */
export function assumeRole(request: StsRequest): string {
  const { organization, caller, sessions, now } = request;
  const input = readAssumeRoleInput(request.parameters);
  const policy = input.policy === undefined ? undefined : parseSessionPolicy(input.policy);
  const { account, role } = findTrustingRole(request, input);
  if (account.regionDisabled) {
    throw new ServiceError(
      'RegionDisabledException',
      403,
      `STS is not activated in this region for account:${account.id}. ` +
        'Your account administrator can activate STS in this region using the IAM Console.',
    );
  }
  checkDuration(input.durationSeconds, role, caller.userName === undefined);
  const session = sessions.open({
    accountId: account.id,
    roleName: role.name,
    roleCreatedAt: role.createdAt,
    sessionName: input.roleSessionName,
    expiresAt: new Date(now().getTime() + input.durationSeconds * 1_000),
    policy,
  });
  return [
    xmlElement(
      'Credentials',
      xmlText('AccessKeyId', session.accessKeyId),
      xmlText('SecretAccessKey', session.secretAccessKey),
      xmlText('SessionToken', session.sessionToken),
      xmlText('Expiration', session.expiresAt),
    ),
    xmlElement(
      'AssumedRoleUser',
      xmlText(
        'AssumedRoleId',
        `${deriveCredentialId('AROA', account.id, role.name)}:${session.sessionName}`,
      ),
      xmlText('Arn', assumedRoleArn(organization, account.id, role.name, session.sessionName)),
    ),
    xmlText('PackedPolicySize', packedPolicyPercent(input.policy)),
    xmlText('SourceIdentity', input.sourceIdentity),
  ].join('');
}

/** One denial for every cause, as in AWS: no such account or role, no trust, wrong external id, not active. */
function findTrustingRole(
  { organization, caller }: StsRequest,
  input: AssumeRoleInput,
): { readonly account: SimulatedAccount; readonly role: SimulatedRole } {
  const account = organization.accounts.get(input.accountId);
  const role = account?.roles.find(
    (candidate) => roleArn(organization, account, candidate) === input.roleArn,
  );
  const trusted =
    role !== undefined &&
    role.trusts.some((principal) => caller.trustedAs.includes(principal)) &&
    (role.externalId === undefined || role.externalId === input.externalId);
  if (
    account === undefined ||
    !trusted ||
    !usableStates.has(account.state) ||
    matchesAnyPattern(account.deniedActions, 'sts:AssumeRole')
  ) {
    throw accessDeniedError(
      'sts',
      `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.roleArn}`,
    );
  }
  return { account, role };
}

function checkDuration(durationSeconds: number, role: SimulatedRole, chained: boolean): void {
  if (chained && durationSeconds > maxChainedSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (durationSeconds > role.maxSessionSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
}

/** AWS does not publish its packed format; plain length against the plain limit is the upper bound. */
function packedPolicyPercent(policy: string | undefined): number | undefined {
  if (policy === undefined) return undefined;
  return Math.ceil((Buffer.byteLength(policy) * 100) / maxPolicyCharacters);
}

const maxChainedSeconds = 3_600;
const usableStates: ReadonlySet<string> = new Set(['ACTIVE', 'PENDING_CLOSURE']);
