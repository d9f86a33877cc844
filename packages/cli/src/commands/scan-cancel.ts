import { cancelScan } from '@credsweep/producer';
import { createPostgresLedger } from '@credsweep/postgres';
import { readScanId } from '../configuration/read-argument.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Gives a scan up for good; gives the exit code. */
export async function runScanCancelCommand(terminal: Terminal, scan: string): Promise<number> {
  const scanId = readScanId(scan);
  const database = await openExistingDatabase(terminal);
  try {
    await cancelScan(scanId, createPostgresLedger(database.pool));
    terminal.stdout.write(`Scan ${scanId} is cancelled. What it had read is kept.\n`);
    return 0;
  } finally {
    await database.close();
  }
}
