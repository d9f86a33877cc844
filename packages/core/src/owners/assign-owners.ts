import { rootUserName } from '../credential-report.ts';
import type { JudgedAccount } from '../judge-account.ts';
import type { OwnerMap } from './owner-map.ts';
import type { OwnerSettings } from './owner-settings.ts';
import { findTag, type Tags } from './tags.ts';

/** Who answers for a user and its keys. */
export type Ownership = {
  /** Null where nobody was asked, or nobody is known. */
  readonly owner: string | null;
  /** Null where the user's tags were not read. */
  readonly tags: Tags | null;
};

/** What is known of the owners in one account. */
export type OwnerFacts = {
  /** Null: owners are not asked for. */
  readonly settings: OwnerSettings | null;
  readonly map: OwnerMap | null;
  /** Tags of the account; null where they were not read. */
  readonly accountTags: Tags | null;
  /** Tags of users by ARN, of those that were read. */
  readonly tagsOf: ReadonlyMap<string, Tags>;
};

/**
 * Finds the owner of every user of an account and of its root user, by ARN: the owner map decides, then the user's own
 * tag, then the account's.
 *
 * Where users' tags name owners, a user whose tags were not read (only those of flagged users are) is not given to the
 * owner of the account, since its tag may say otherwise. The root user has no tags.
 */
export function assignOwners(
  judged: JudgedAccount,
  facts: OwnerFacts,
): ReadonlyMap<string, Ownership> {
  const { accountId, root, users } = judged;
  const owned = new Map<string, Ownership>();
  if (root !== null)
    owned.set(root.userArn, {
      owner: findMapped(facts, accountId, rootUserName) ?? findInAccount(facts),
      tags: null,
    });
  for (const { userArn, userName } of users) {
    const tags = facts.tagsOf.get(userArn) ?? null;
    owned.set(userArn, {
      owner: findMapped(facts, accountId, userName) ?? findTagged(facts, tags),
      tags,
    });
  }
  return owned;
}

function findMapped(
  { map, settings }: OwnerFacts,
  accountId: string,
  userName: string,
): string | null {
  return settings === null ? null : (map?.findOwner(accountId, userName) ?? null);
}

function findTagged(facts: OwnerFacts, tags: Tags | null): string | null {
  const userTag = facts.settings?.userTag ?? null;
  if (userTag === null) return findInAccount(facts);
  return tags === null ? null : (readOwner(tags, userTag) ?? findInAccount(facts));
}

function findInAccount({ settings, accountTags }: OwnerFacts): string | null {
  const accountTag = settings?.accountTag ?? null;
  return accountTag === null || accountTags === null ? null : readOwner(accountTags, accountTag);
}

/** A tag without a value names nobody. */
function readOwner(tags: Tags, key: string): string | null {
  const owner = findTag(tags, key)?.trim() ?? '';
  return owner === '' ? null : owner;
}
