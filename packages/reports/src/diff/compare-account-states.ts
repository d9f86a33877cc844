import type { AccountCause } from './scan-change.ts';

/** What a scan knows of an account. */
export type AccountInScan = {
  readonly accountName: string;
  readonly state: 'waiting' | 'scanned' | 'failed' | 'skipped';
  readonly code: string | null;
  /** The time of its last good data as of the scan; null where it was never read. */
  readonly dataAsOf: Date | null;
};

/** What became of an account between two scans. */
export type AccountChangeKind =
  | 'joined'
  | 'left'
  | 'added_to_scan'
  | 'not_in_scan'
  | 'became_readable'
  /** It failed or was skipped in the later scan: its data of before stand, and nothing in it counts as fixed. */
  | 'stopped_being_readable'
  | 'still_unreadable';

/** An account that is not simply read in both scans. */
export type AccountChange = {
  readonly accountId: string;
  readonly accountName: string;
  readonly change: AccountChangeKind;
  /** Why it is not read in the later scan, or was not in the earlier one where it became readable. */
  readonly code: string | null;
  /** The time of the data that the later scan shows of it; null where it shows none. */
  readonly dataAsOf: Date | null;
};

/** Whether a scan was surely told to take an account; one of an organizational unit nobody knows for sure. */
export type SelectedAccounts = {
  readonly earlierTakes: (accountId: string) => boolean;
  readonly laterTakes: (accountId: string) => boolean;
};

/** Compares what two scans know of one account; null where it was read in both, or skipped in both. */
export function compareAccountStates(
  accountId: string,
  before: AccountInScan | undefined,
  after: AccountInScan | undefined,
  selected: SelectedAccounts,
): AccountChange | null {
  const kind = findKind(accountId, before, after, selected);
  if (kind === null) return null;
  return {
    accountId,
    accountName: (after ?? before)?.accountName ?? accountId,
    change: kind,
    code: (kind === 'became_readable' ? before?.code : after?.code) ?? null,
    dataAsOf: after?.dataAsOf ?? null,
  };
}

/** Why all users and keys of an account appeared; a change of the account always stands behind it. */
export function toAppearance(kind: AccountChangeKind | undefined): AccountCause {
  if (kind === 'joined') return 'account_joined';
  return kind === 'added_to_scan' ? 'account_added_to_scan' : 'account_became_readable';
}

/** Why all users and keys of an account left. */
export function toDeparture(kind: AccountChangeKind | undefined): AccountCause {
  return kind === 'not_in_scan' ? 'account_not_in_scan' : 'account_left';
}

function findKind(
  accountId: string,
  before: AccountInScan | undefined,
  after: AccountInScan | undefined,
  { earlierTakes, laterTakes }: SelectedAccounts,
): AccountChangeKind | null {
  const [was, is] = [before, after].map((account) =>
    account?.code === notInOrganization ? undefined : account,
  );
  if (was === undefined && is === undefined) return null;
  if (was === undefined) return earlierTakes(accountId) ? 'joined' : 'added_to_scan';
  if (is === undefined)
    return laterTakes(accountId) || after?.code === notInOrganization ? 'left' : 'not_in_scan';
  const [wasRead, isRead] = [was.state === 'scanned', is.state === 'scanned'];
  if (wasRead && isRead) return null;
  if (isRead) return 'became_readable';
  if (wasRead) return 'stopped_being_readable';
  return was.state === 'skipped' && is.state === 'skipped' ? null : 'still_unreadable';
}

const notInOrganization = 'account_not_in_organization';
