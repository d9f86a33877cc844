import type { SimulatedOrganization } from '../world/simulated-organization.ts';
import type { Caller } from './caller.ts';
import { matchesAnyPattern } from './name-pattern.ts';
import { accessDeniedError, type Service } from './service-error.ts';
import { judgeBySessionPolicy } from './session-policy.ts';

/** An action a caller wants to perform. */
export type WantedAction = {
  readonly service: Service;
  /** As policies write it, such as `iam:ListUsers`. */
  readonly action: string;
  /** ARN of what it is performed on, or `*`; read only when it matters. */
  readonly readResource: () => string;
};

/**
 * Throws AWS's denial unless every policy in the way allows the action: service control policies
 * of the caller's account, the caller's identity policy, and the session policy.
 */
export function authorizeAction(
  organization: SimulatedOrganization,
  caller: Caller,
  wanted: WantedAction,
): void {
  const cause = findDenial(organization, caller, wanted);
  if (cause === undefined) return;
  throw accessDeniedError(
    wanted.service,
    `User: ${caller.arn} is not authorized to perform: ${wanted.action} ` +
      `on resource: ${wanted.readResource()} ${cause}`,
  );
}

function findDenial(
  organization: SimulatedOrganization,
  caller: Caller,
  { action, readResource }: WantedAction,
): string | undefined {
  const bound = !organization.standalone && caller.accountId !== organization.managementAccountId;
  const deniedActions = organization.accounts.get(caller.accountId)?.deniedActions ?? [];
  if (bound && matchesAnyPattern(deniedActions, action)) {
    return 'with an explicit deny in a service control policy';
  }
  if (!matchesAnyPattern(caller.allowedActions, action)) {
    return `because no identity-based policy allows the ${action} action`;
  }
  if (caller.sessionPolicy === undefined) return undefined;
  const verdict = judgeBySessionPolicy(caller.sessionPolicy, action, readResource);
  if (verdict === 'denied') return 'with an explicit deny in a session policy';
  if (verdict === 'not-allowed') return `because no session policy allows the ${action} action`;
  return undefined;
}
