import type { Database } from '../database.ts';

/** Removes a schedule; its scans stay. */
export async function removeSchedule(database: Database, name: string): Promise<boolean> {
  const { rowCount } = await database.query('delete from credsweep.schedule where name = $1', [
    name,
  ]);
  return rowCount === 1;
}
