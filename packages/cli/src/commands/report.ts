import {
  CredsweepError,
  isReportViewName,
  reportViewNames,
  type ReportReader,
} from '@credsweep/core';
import { createReportReader } from '@credsweep/postgres';
import { isRowFormat, renderRows, type RowFormat } from '@credsweep/reporter';
import { readScanId } from '../configuration/read-argument.ts';
import { openDatabase } from '../engine/open-database.ts';
import { prepareOutFolder } from '../prepare-out-folder.ts';
import { isScanFormat, presentScan, type ScanFormat } from '../present-scan.ts';
import { writePieces, type Terminal } from '../terminal.ts';

/** Flags of `credsweep report`. */
export type ReportFlags = {
  readonly format: RowFormat | ScanFormat;
  readonly scan?: string;
  readonly table?: string;
  readonly out?: string;
};

/** Prints the answer of a scan, or the rows of a view; gives the exit code. */
export async function runReportCommand(terminal: Terminal, flags: ReportFlags): Promise<number> {
  const { format, table } = flags;
  const scanId = flags.scan === undefined ? null : readScanId(flags.scan);
  if (table !== undefined && !isReportViewName(table)) {
    throw new CredsweepError(
      'usage_invalid',
      `There is no view ${JSON.stringify(table)}. The views are:\n  ${reportViewNames.join('\n  ')}`,
    );
  }
  checkFormat(format, table);
  if (flags.out !== undefined) await prepareOutFolder(terminal, flags.out);
  const database = await openDatabase(terminal);
  try {
    const reader = createReportReader(database.pool);
    if (table !== undefined && isRowFormat(format)) {
      if (scanId !== null) await checkScan(reader, scanId);
      await writePieces(terminal.stdout, renderRows(await reader.readView(table, scanId), format));
      return 0;
    }
    await presentScan(terminal, reader, scanId ?? (await findNewestScan(reader)), {
      format: isScanFormat(format) ? format : 'table',
      out: flags.out,
    });
    return 0;
  } finally {
    await database.close();
  }
}

function checkFormat(format: RowFormat | ScanFormat, table: string | undefined): void {
  if (table === undefined && !isScanFormat(format)) {
    throw new CredsweepError(
      'usage_invalid',
      `--format ${format} writes rows: name a view with --table, such as --table aws_accesskey_highrisk.`,
    );
  }
  if (table !== undefined && !isRowFormat(format)) {
    throw new CredsweepError(
      'usage_invalid',
      `--format ${format} writes a whole report: leave out --table, or take table, json, ndjson or csv.`,
    );
  }
}

async function checkScan(reader: ReportReader, scanId: number): Promise<void> {
  if ((await reader.summarizeScan(scanId)) === null) {
    throw new CredsweepError(
      'scan_not_found',
      `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    );
  }
}

async function findNewestScan(reader: ReportReader): Promise<number> {
  const newest = await reader.findNewestCompletedScan();
  if (newest !== null) return newest.scanId;
  throw new CredsweepError(
    'scan_not_found',
    'No scan of this database is completed yet. Run "credsweep scan" first; "credsweep status" shows what is going on.',
  );
}
