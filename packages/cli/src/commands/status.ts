import type { Scan } from '@credsweep/core';
import { createReportReader, readProgress } from '@credsweep/postgres';
import { renderRows } from '@credsweep/reporter';
import { readScanId } from '../configuration/read-argument.ts';
import { openDatabase } from '../engine/open-database.ts';
import { presentScan } from '../present-scan.ts';
import { writePieces, type Terminal } from '../terminal.ts';

/** Shows where the newest scans stand, or all that is known of one; gives the exit code. */
export async function runStatusCommand(
  terminal: Terminal,
  scan: string | undefined,
  { format }: { readonly format: 'table' | 'json' },
): Promise<number> {
  const scanId = scan === undefined ? null : readScanId(scan);
  const database = await openDatabase(terminal);
  try {
    const reader = createReportReader(database.pool);
    if (scanId !== null) {
      const summary = await presentScan(terminal, reader, scanId, { format, out: undefined });
      if (summary.state === 'failed')
        terminal.stderr.write(`${await describeFailure(reader.listScans(maxScans), scanId)}\n`);
      return 0;
    }
    const scans = await reader.listScans(maxScans);
    const rows = await Promise.all(
      scans.map(async (row) => {
        const progress = await readProgress(database.pool, row.scanId);
        const { accounts = 0, scanned = 0, failed = 0, skipped = 0 } = progress ?? {};
        return [
          row.scanId,
          row.organizationId,
          row.state,
          row.startedAt,
          row.finishedAt,
          accounts,
          scanned,
          failed,
          skipped,
          row.policy.name,
        ];
      }),
    );
    await writePieces(
      terminal.stdout,
      renderRows({ columns: statusColumns, batches: toBatches(rows) }, format),
    );
    return 0;
  } finally {
    await database.close();
  }
}

async function describeFailure(scans: Promise<readonly Scan[]>, scanId: number): Promise<string> {
  const failure = (await scans).find((scan) => scan.scanId === scanId)?.failure;
  return failure === null || failure === undefined ? '' : `${failure.message} [${failure.code}]`;
}

async function* toBatches<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows;
}

const statusColumns = [
  'scan',
  'organization',
  'state',
  'started',
  'finished',
  'accounts',
  'scanned',
  'failed',
  'skipped',
  'policy',
];
const maxScans = 20;
