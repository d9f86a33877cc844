import type { ClosedScan, PlannedAlert } from '@credsweep/core';
import type pg from 'pg';
import { addAlerts } from './add-alerts.ts';
import { completeScan } from './complete-scan.ts';
import { moveFindings } from './move-findings.ts';
import { openFindings } from './open-findings.ts';
import { readClosedScan } from './read-closed-scan.ts';
import { sumScan } from './sum-scan.ts';

/**
 * Closes a scan: findings, totals, baseline, messages. Run it in a transaction; of a scan that is closed already it
 * changes nothing.
 */
export async function closeScan(
  client: pg.PoolClient,
  scanId: number,
  planAlerts?: (scan: ClosedScan) => readonly PlannedAlert[],
): Promise<void> {
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
  await moveFindings(client, scanId);
  await openFindings(client, scanId);
  await completeScan(client, scanId, await sumScan(client, scanId));
  if (planAlerts === undefined) return;
  const closed = await readClosedScan(client, scanId);
  if (closed !== null) await addAlerts(client, scanId, planAlerts(closed));
}
