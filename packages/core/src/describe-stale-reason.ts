import type { StaleReason } from './judge-user.ts';
import type { Policy } from './policy.ts';

/** Says why a user is stale. */
export function describeStaleReason(
  reason: string,
  policy: Pick<Policy, 'staleAfterDays'>,
): string {
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
