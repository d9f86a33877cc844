import type { KeyFinding } from '../key-finding.ts';

/**
 * Names the finding of a key, such as `credsweep/123456789012/access-key/AKIA…`: the same in every scan and database, so
 * that a receiver updates what it has. Under 200 characters.
 *
 * A key without a known id goes by its user and creation time; user names are unique within an account.
 *
 * @param ordinal which one it is of several keys without id that a user got in the same second
 */
export function nameKeyFinding(
  finding: Pick<KeyFinding, 'accountId' | 'accessKeyId' | 'isRoot' | 'userName' | 'lastRotatedAt'>,
  ordinal = 1,
): string {
  const { accountId, accessKeyId, isRoot, userName, lastRotatedAt } = finding;
  const prefix = `credsweep/${accountId}`;
  if (accessKeyId !== null) return `${prefix}/access-key/${accessKeyId}`;
  const which = ordinal === 1 ? '' : `/${ordinal}`;
  const created = `${lastRotatedAt?.toISOString() ?? 'undated'}${which}`;
  return isRoot
    ? `${prefix}/root-access-key/${created}`
    : `${prefix}/access-key/${userName}/${created}`;
}

/** Names the finding of a stale user; a deleted and created again user is another one. */
export function nameStaleUserFinding(user: {
  readonly accountId: string;
  readonly userName: string;
  readonly userCreatedAt: Date;
}): string {
  return `credsweep/${user.accountId}/stale-user/${user.userName}/${user.userCreatedAt.toISOString()}`;
}

/** Names the finding of an account that could not be read. */
export function nameUnreadAccountFinding(accountId: string): string {
  return `credsweep/${accountId}/unread-account`;
}
