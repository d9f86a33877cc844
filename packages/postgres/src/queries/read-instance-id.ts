import type { Database } from '../database.ts';

/** Reads the random id of this database, under which its jobs are kept in a shared Redis. */
export async function readInstanceId(database: Database): Promise<string> {
  const { rows } = await database.query<{ instance_id: string }>(
    'select instance_id from credsweep.instance',
  );
  return (rows[0] as { instance_id: string }).instance_id;
}
