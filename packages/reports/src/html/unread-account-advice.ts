import type { ErrorCode } from '@credsweep/core';
import type { UnreadAccount } from '../read-unread-accounts.ts';

/** Says in one sentence what to do about accounts that were not read, by their code. */
export function adviseOnCode(code: string | null, state: UnreadAccount['state']): string {
  if (code !== null && Object.hasOwn(advice, code)) return advice[code as keyof typeof advice];
  return state === 'waiting'
    ? 'The scan was not over when this report was made. Resume it, or wait for the workers.'
    : 'See the full message; then scan again.';
}

const advice = {
  role_missing_or_denied:
    'Create the role there, or let it trust the scanner: “credsweep roles iam-json” prints it. For another role: --role-name, --external-id.',
  access_denied:
    'Allow the action of the message to the role (“credsweep roles iam-json” prints its policy), or lift the service control policy that denies it.',
  session_expired: 'Scan again; the credentials must last for the whole scan.',
  sts_region_disabled:
    'Activate the STS endpoint of the Region in that account, or scan from a Region that is active there.',
  report_unavailable: 'AWS did not make the credential report in time. Scan again.',
  report_malformed:
    'The credential report was damaged. Scan again, a file after it was saved anew as AWS gives it; if it stays, open an issue.',
  report_account_mismatch:
    'The report names another account. Check which account the role or the file belongs to.',
  throttled: 'AWS slowed the calls down too long. Scan again with less concurrency.',
  aws_unavailable: 'AWS did not answer. Scan again.',
  aws_unexpected: 'AWS gave an answer that nobody expected. See the full message, then scan again.',
  attempts_exhausted: 'Every attempt failed. See the full message, then scan again.',
  account_state_unknown: 'AWS Organizations gave a state that is not known. See the full message.',
  account_not_in_organization: 'Check the account id; it is not in the organization.',
  account_suspended: 'A suspended account cannot be entered.',
  account_pending_closure: 'The account is being closed and cannot be entered.',
  account_closed: 'A closed account cannot be entered; nothing needs to be done.',
  account_pending_activation: 'The account is not active yet. Scan again when it is.',
} as const satisfies Partial<Record<ErrorCode, string>> & Record<string, string>;
