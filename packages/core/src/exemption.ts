import { rootUserName } from './credential-report.ts';
import { matchesPattern } from './match-pattern.ts';
import type { Exemption } from './policy.ts';

/** The exemption that forgives a stale user, or null; one that names a key does not speak of users. */
export function findUserExemption(
  exemptions: readonly Exemption[],
  accountId: string,
  userName: string,
  asOf: Date,
): Exemption | null {
  return (
    exemptions.find(
      (exemption) => exemption.key === undefined && covers(exemption, accountId, userName, asOf),
    ) ?? null
  );
}

/** The exemption that forgives a high-risk key, or null. */
export function findKeyExemption(
  exemptions: readonly Exemption[],
  owner: { readonly accountId: string; readonly userName: string },
  accessKeyId: string | null,
  asOf: Date,
): Exemption | null {
  return (
    exemptions.find(
      (exemption) =>
        covers(exemption, owner.accountId, owner.userName, asOf) &&
        (exemption.key === undefined ||
          (accessKeyId !== null && matchesPattern(accessKeyId, exemption.key))),
    ) ?? null
  );
}

/** An exemption holds through the last moment (UTC) of its day of expiry. */
function covers(exemption: Exemption, accountId: string, userName: string, asOf: Date): boolean {
  return (
    (exemption.account === undefined || matchesPattern(accountId, exemption.account)) &&
    (exemption.user === undefined || coversUser(exemption.user, userName)) &&
    asOf.toISOString().slice(0, 10) <= exemption.expires
  );
}

/** A pattern of user names never covers the root user by chance: that one must be named. */
function coversUser(pattern: string, userName: string): boolean {
  return userName === rootUserName ? pattern === rootUserName : matchesPattern(userName, pattern);
}
