import { rootUserName } from './credential-report.ts';
import { matchesPattern } from './match-pattern.ts';
import { findTag, type Tags } from './owners/tags.ts';
import type { Exemption } from './policy.ts';

/**
 * The exemption that forgives a stale user, or null; one that names a key does not speak of users.
 *
 * @param tags of the user; null where they were not read: an exemption by tag does not hold then
 */
export function findUserExemption(
  exemptions: readonly Exemption[],
  accountId: string,
  userName: string,
  asOf: Date,
  tags: Tags | null = null,
): Exemption | null {
  const user = { accountId, userName, tags };
  return (
    exemptions.find((exemption) => exemption.key === undefined && covers(exemption, user, asOf)) ??
    null
  );
}

/** The exemption that forgives a high-risk key, or null. */
export function findKeyExemption(
  exemptions: readonly Exemption[],
  owner: ExemptibleUser,
  accessKeyId: string | null,
  asOf: Date,
): Exemption | null {
  return (
    exemptions.find(
      (exemption) =>
        covers(exemption, owner, asOf) &&
        (exemption.key === undefined ||
          (accessKeyId !== null && matchesPattern(accessKeyId, exemption.key))),
    ) ?? null
  );
}

type ExemptibleUser = {
  readonly accountId: string;
  readonly userName: string;
  readonly tags?: Tags | null;
};

/** An exemption holds through the last moment (UTC) of its day of expiry. */
function covers(
  exemption: Exemption,
  { accountId, userName, tags = null }: ExemptibleUser,
  asOf: Date,
): boolean {
  return (
    (exemption.account === undefined || matchesPattern(accountId, exemption.account)) &&
    (exemption.user === undefined || coversUser(exemption.user, userName)) &&
    (exemption.tag === undefined || (tags !== null && coversTags(exemption.tag, tags))) &&
    asOf.toISOString().slice(0, 10) <= exemption.expires
  );
}

/** A pattern of user names never covers the root user by chance: that one must be named. */
function coversUser(pattern: string, userName: string): boolean {
  return userName === rootUserName ? pattern === rootUserName : matchesPattern(userName, pattern);
}

function coversTags({ key, value }: NonNullable<Exemption['tag']>, tags: Tags): boolean {
  const found = findTag(tags, key);
  return found !== null && (value === undefined || matchesPattern(found, value));
}
