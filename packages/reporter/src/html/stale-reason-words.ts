import type { Policy, StaleReason } from '@credsweep/core';

/** The reasons that a rule can give, the gravest first. */
export function staleReasonsOf(policy: Policy): readonly StaleReason[] {
  return policy.staleRule === 'login'
    ? ['last_login_over_threshold', 'never_logged_in', 'no_password']
    : ['last_activity_over_threshold', 'never_active'];
}

/** Says why a user is stale. */
export function describeStaleReason(reason: string, policy: Policy): string {
  const words: Readonly<Record<StaleReason, string>> = {
    no_password: 'No password, cannot log in',
    never_logged_in: 'Never logged in',
    last_login_over_threshold: `Last login over ${policy.staleAfterDays} days ago`,
    never_active: 'Never active',
    last_activity_over_threshold: `Last active over ${policy.staleAfterDays} days ago`,
    exempted: 'Exempted by the policy',
  };
  return Object.hasOwn(words, reason) ? words[reason as StaleReason] : reason;
}
