import type { Database } from '../database.ts';

/** Counts the scans that are going on, by state. */
export async function countOpenScans(
  database: Database,
): Promise<Readonly<Record<'listing' | 'scanning' | 'closing', number>>> {
  const { rows } = await database.query<{
    state: 'listing' | 'scanning' | 'closing';
    scans: number;
  }>(
    `select state, count(*)::integer as scans from credsweep.scan
     where state in ('listing', 'scanning', 'closing')
     group by state`,
  );
  const counts = { listing: 0, scanning: 0, closing: 0 };
  for (const { state, scans } of rows) counts[state] = scans;
  return counts;
}
