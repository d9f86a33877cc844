import type { Tags } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Tags of an account as its organization was listed last; null where no listing has asked for them. */
export async function findAccountTags(database: Database, accountId: string): Promise<Tags | null> {
  const { rows } = await database.query<{ tags: Tags | null }>(
    'select tags from credsweep.account where account_id = $1',
    [accountId],
  );
  return rows[0]?.tags ?? null;
}
