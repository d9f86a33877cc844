import { CredsweepError, isOver, type Scan } from '@credsweep/core';
import type { WebSources } from '../web-sources.ts';

/**
 * Enqueues a scan, unless one is going on: a button is pressed twice more easily than a command is typed twice.
 *
 * @throws CredsweepError `scan_in_progress`
 */
export async function startOneScan({ inventory, scans }: WebSources): Promise<Scan> {
  const open = (await inventory.listScans(null, lookedAt)).find(({ state }) => !isOver(state));
  if (open === undefined) return scans.startScan();
  throw new CredsweepError(
    'scan_in_progress',
    `Scan ${open.scanId} is going on. Wait until it is over, or cancel it.`,
    { details: { scanId: open.scanId } },
  );
}

const lookedAt = 20;
