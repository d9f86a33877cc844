import type { AccessKey, ReportedAccessKey } from './access-key.ts';
import { rootUserName, type CredentialReport, type ReportedRoot } from './credential-report.ts';
import { judgeAccessKey, type JudgedAccessKey, type KeyOwner } from './judge-access-key.ts';
import { judgeUser, type JudgedUser } from './judge-user.ts';
import type { Tags } from './owners/tags.ts';
import type { Policy } from './policy.ts';

/** All users and keys of one account with their verdicts. */
export type JudgedAccount = {
  readonly accountId: string;
  readonly root: ReportedRoot | null;
  readonly users: readonly JudgedUser[];
  readonly accessKeys: readonly JudgedAccessKey[];
};

/** A key whose owner is known and whose verdict is not. */
export type OwnedAccessKey = {
  readonly owner: KeyOwner;
  readonly key: AccessKey;
};

/** Every key of a report with its owner, the root user's first; ids are not known yet. */
export function listOwnedKeys(report: CredentialReport): readonly OwnedAccessKey[] {
  const { accountId, root, users } = report;
  const own = (owner: KeyOwner, keys: readonly ReportedAccessKey[]): readonly OwnedAccessKey[] =>
    keys.map((key) => ({ owner, key: { ...key, accessKeyId: null } }));
  const rootKeys =
    root === null
      ? []
      : own(
          { accountId, userName: rootUserName, userArn: root.userArn, isRoot: true },
          root.accessKeys,
        );
  const userKeys = users.flatMap((user) =>
    own(
      { accountId, userName: user.userName, userArn: user.userArn, isRoot: false },
      user.accessKeys,
    ),
  );
  return [...rootKeys, ...userKeys];
}

/**
 * Judges a whole account.
 *
 * @param keys the keys as they are known best: of the report, with what IAM added or corrected
 * @param asOf the scan's time, to which every age counts
 * @param tagsOf tags of users by ARN, of those that were read
 */
export function judgeAccount(
  report: CredentialReport,
  keys: readonly OwnedAccessKey[],
  policy: Policy,
  asOf: Date,
  tagsOf: ReadonlyMap<string, Tags> = new Map(),
): JudgedAccount {
  const keysOf = Map.groupBy(keys, ({ owner }) => owner.userArn);
  return {
    accountId: report.accountId,
    root: report.root,
    users: report.users.map((user) =>
      judgeUser(
        report.accountId,
        { ...user, accessKeys: (keysOf.get(user.userArn) ?? []).map(({ key }) => key) },
        policy,
        asOf,
        tagsOf.get(user.userArn) ?? null,
      ),
    ),
    accessKeys: keys.map(({ owner, key }) =>
      judgeAccessKey({ ...owner, tags: tagsOf.get(owner.userArn) ?? null }, key, policy, asOf),
    ),
  };
}
