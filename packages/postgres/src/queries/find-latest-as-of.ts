import type { Database } from '../database.ts';

/** The scan of an organization with the latest `as_of`, however it ended; null where there is none. */
export async function findLatestAsOf(
  database: Database,
  organizationId: string,
): Promise<{ readonly scanId: number; readonly asOf: Date } | null> {
  const { rows } = await database.query<{ readonly scanId: number; readonly asOf: Date }>(
    `select scan_id as "scanId", as_of as "asOf"
     from credsweep.scan
     where organization_id = $1
     order by as_of desc, scan_id desc
     limit 1`,
    [organizationId],
  );
  return rows[0] ?? null;
}
