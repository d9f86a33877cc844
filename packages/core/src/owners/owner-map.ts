import { rootUserName } from '../credential-report.ts';
import { matchesPattern } from '../match-pattern.ts';

/** One line of an owner map. */
export type OwnerRule = {
  /** Account id, `*` and `?` allowed. */
  readonly account: string;
  /** IAM user name, `*` and `?` allowed; null: everything in the account, the root user included. */
  readonly user: string | null;
  readonly owner: string;
};

/** Tells owners by the rules of an owner map. */
export interface OwnerMap {
  /** Null where no rule speaks of the user. */
  findOwner(accountId: string, userName: string): string | null;
}

/**
 * Makes a map of its rules; of those that match, the first one counts.
 *
 * Rules that name an account are found by its id, so that a map with a line for each user of a large organization
 * costs no more than the lines of one account.
 */
export function createOwnerMap(rules: readonly OwnerRule[]): OwnerMap {
  const numbered = rules.map((rule, index) => ({ ...rule, index }));
  const ofAnyAccount = numbered.filter(({ account }) => /[*?]/.test(account));
  const ofAccount = Map.groupBy(
    numbered.filter(({ account }) => !/[*?]/.test(account)),
    ({ account }) => account,
  );
  return {
    findOwner(accountId, userName) {
      const named = ofAccount.get(accountId)?.find(({ user }) => coversUser(user, userName));
      const matching = ofAnyAccount.find(
        ({ account, user, index }) =>
          index < (named?.index ?? Infinity) &&
          matchesPattern(accountId, account) &&
          coversUser(user, userName),
      );
      return (matching ?? named)?.owner ?? null;
    },
  };
}

/** A pattern of user names never covers the root user by chance: that one, or its whole account, must be named. */
function coversUser(pattern: string | null, userName: string): boolean {
  if (pattern === null) return true;
  return userName === rootUserName ? pattern === rootUserName : matchesPattern(userName, pattern);
}
