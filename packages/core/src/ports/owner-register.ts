import type { OwnerMap, OwnerRule } from '../owners/owner-map.ts';
import type { Tags } from '../owners/tags.ts';

/** Keeps owner maps where every worker can read them. */
export interface OwnerRegister {
  /** Gives the number of the map; the same rules always have the same one. */
  keepOwnerMap(rules: readonly OwnerRule[]): Promise<number>;
}

/** Recalls what is known of owners before an account is read. */
export interface OwnerRecall {
  /** Throws `internal_error` when there is no map of that number. */
  findOwnerMap(mapId: number): Promise<OwnerMap>;
  /** Tags of an account as its organization was listed last; null where they were not asked for. */
  findAccountTags(accountId: string): Promise<Tags | null>;
}
