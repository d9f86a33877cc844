import type { OwnerRule } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Keeps an owner map, unless the very same one is kept already; gives its number. */
export async function keepOwnerMap(
  database: Database,
  rules: readonly OwnerRule[],
): Promise<number> {
  const { rows } = await database.query<{ owner_map_id: number }>(
    // Nothing changes at a conflict, and yet the row is given.
    `insert into credsweep.owner_map (rules, fingerprint)
     values ($1, sha256(convert_to($1::jsonb::text, 'UTF8')))
     on conflict (fingerprint) do update set fingerprint = excluded.fingerprint
     returning owner_map_id`,
    [JSON.stringify(rules.map(({ account, user, owner }) => [account, user, owner]))],
  );
  return (rows[0] as { owner_map_id: number }).owner_map_id;
}
