import type pg from 'pg';
import { completeScan } from './complete-scan.ts';
import { openFindings } from './open-findings.ts';
import { refreshFindings } from './refresh-findings.ts';
import { resolveFindings } from './resolve-findings.ts';
import { sumScan } from './sum-scan.ts';

/** Closes a scan: findings, totals, baseline. Run it in a transaction; of a scan that is closed already it changes nothing. */
export async function closeScan(client: pg.PoolClient, scanId: number): Promise<void> {
  // Two scans of one organization are closed one after the other.
  const { rowCount } = await client.query(
    `select from credsweep.scan
     join credsweep.organization using (organization_id)
     where scan.scan_id = $1 and scan.state = 'closing'
     for no key update`,
    [scanId],
  );
  if (rowCount === 0) return;
  // The facts are minutes old and have no statistics yet. Of the ways to join them with the findings, the planner then
  // takes nested loops, which take minutes; the others take a second.
  await client.query('set local enable_nestloop = off');
  await refreshFindings(client, scanId);
  await resolveFindings(client, scanId);
  await openFindings(client, scanId);
  await completeScan(client, scanId, await sumScan(client, scanId));
}
