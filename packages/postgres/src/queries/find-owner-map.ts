import { createOwnerMap, CredsweepError, type OwnerMap } from '@credsweep/core';
import type { Database } from '../database.ts';

/**
 * Reads an owner map that a scan names.
 *
 * @throws CredsweepError `internal_error` when there is none of that number
 */
export async function findOwnerMap(database: Database, mapId: number): Promise<OwnerMap> {
  const { rows } = await database.query<{
    rules: readonly (readonly [account: string, user: string | null, owner: string])[];
  }>('select rules from credsweep.owner_map where owner_map_id = $1', [mapId]);
  if (rows[0] === undefined) {
    throw new CredsweepError(
      'internal_error',
      `The scan names owner map ${mapId}, and there is none in the database. Was credsweep.owner_map emptied by hand? Start a new scan with the map's file.`,
      { details: { mapId } },
    );
  }
  return createOwnerMap(rows[0].rules.map(([account, user, owner]) => ({ account, user, owner })));
}
