import type { Policy } from '../policy.ts';

/** Where a scan learns who answers for users and keys. */
export type OwnerSettings = {
  /** Key of the tag of a user that names its owner; null: not looked at. */
  readonly userTag: string | null;
  /** Key of the tag of an account that names the owner of what is in it; null: accounts' tags are not read. */
  readonly accountTag: string | null;
  /** Number of the owner map that is kept in the database; null: none. */
  readonly mapId: number | null;
};

/** What of a scan decides whether tags are read. */
type TagReasons = {
  readonly policy: Pick<Policy, 'exemptions'>;
  readonly settings: { readonly owners?: OwnerSettings };
};

/** Whether a scan reads the tags of flagged users: for their owners, or for exemptions by tag. */
export function readsUserTags({ policy, settings }: TagReasons): boolean {
  return (settings.owners?.userTag ?? null) !== null || exemptsByTag(policy);
}

/** Whether any exemption of a policy looks at tags, so that verdicts depend on them. */
export function exemptsByTag({ exemptions }: Pick<Policy, 'exemptions'>): boolean {
  return exemptions.some(({ tag }) => tag !== undefined);
}
