import type { AccountChange, AccountChangeKind } from './compare-account-states.ts';
import type { ChangeCause } from './scan-change.ts';

/** Says why something changed. */
export const causeWords = {
  policy: 'judged by the other policy',
  exempted: 'exempted',
  exemption_ended: 'exemption ended',
  threshold_passed: 'passed a threshold',
  logged_in: 'logged in',
  used: 'key used',
  password_set: 'password set',
  password_removed: 'password removed',
  deactivated: 'deactivated',
  reactivated: 'activated again',
  rotated: 'rotated',
  created: 'created',
  recreated: 'deleted and created again under its name',
  deleted: 'deleted',
  user_deleted: 'deleted with its user',
  facts_changed: 'facts changed',
  account_joined: 'account joined',
  account_left: 'account left',
  account_became_readable: 'account can be read now',
  account_added_to_scan: 'account was not taken by the earlier scan',
  account_not_in_scan: 'account was not taken by the later scan',
} as const satisfies Record<ChangeCause, string>;

/** Says what became of an account. */
export const accountWords = {
  joined: 'joined the organization',
  left: 'left the organization',
  added_to_scan: 'was not taken by the earlier scan',
  not_in_scan: 'was not taken by the later scan',
  became_readable: 'can be read now',
  stopped_being_readable: 'cannot be read any more',
  still_unreadable: 'could not be read in either scan',
} as const satisfies Record<AccountChangeKind, string>;

/** Whether the later scan has no new data of an account that it took. */
export function isUnread({ change }: AccountChange): boolean {
  return change === 'stopped_being_readable' || change === 'still_unreadable';
}
