import type { Tags } from './owners/tags.ts';

/** State of an account as AWS Organizations tells it (`State`, or the retired `Status`). */
export type AccountState =
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'SUSPENDED'
  | 'PENDING_CLOSURE'
  | 'CLOSED';

/** One account of an organization, as listed. */
export type Account = {
  /** Twelve digits. */
  readonly accountId: string;
  readonly accountName: string;
  readonly email: string | null;
  readonly state: AccountState;
  /** Path of organizational units from the root, such as `o-x/r-y/ou-z/123456789012/`; null when AWS gives none. */
  readonly organizationPath: string | null;
  readonly joinedAt: Date | null;
  /** Absent where they were not asked for. */
  readonly tags?: Tags;
};

/** Only an active account can be entered; each other state is a reason to skip it. */
export function skipReason(state: AccountState): string | null {
  return state === 'ACTIVE' ? null : `account_${state.toLowerCase()}`;
}

/** Whether a text is an AWS account id. */
export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}
