import type { Database } from '../database.ts';

/** Measures the room that the facts of a scan take, indexes included, in bytes. */
export async function measureFacts(database: Database, scanId: number): Promise<number> {
  const { rows } = await database.query<{ bytes: string }>(
    `select coalesce(sum(pg_total_relation_size(to_regclass(format('credsweep.%s_%s', name, $1::integer)))), 0) as bytes
     from unnest(array['user_fact', 'access_key_fact']) as name`,
    [scanId],
  );
  return Number(rows[0]?.bytes ?? 0);
}
