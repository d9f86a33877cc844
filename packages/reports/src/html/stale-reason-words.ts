import type { Policy, StaleReason } from '@credsweep/core';

/** The reasons that a rule can give, the gravest first. */
export function staleReasonsOf(policy: Policy): readonly StaleReason[] {
  return policy.staleRule === 'login'
    ? ['last_login_over_threshold', 'never_logged_in', 'no_password']
    : ['last_activity_over_threshold', 'never_active'];
}
