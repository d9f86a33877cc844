import {
  CredsweepError,
  didYouMean,
  isReportViewName,
  reportViewNames,
  type ReportReader,
  type ReportViewName,
} from '@credsweep/core';
import { createReportReader } from '@credsweep/postgres';
import { scanNotFound } from '@credsweep/producer';
import {
  createWhatIfReader,
  explainWhatIf,
  isFindingsFormat,
  isRowFormat,
  plural,
  renderRows,
  type RowFormat,
} from '@credsweep/reports';
import { checkOutFolder } from '../check-out-folder.ts';
import {
  loadWhatIfPolicy,
  type ChoosePolicy,
  type WhatIfFlags,
} from '../configuration/load-what-if-policy.ts';
import { readScanId } from '../configuration/read-argument.ts';
import { readSecurityHub, type SecurityHubFlags } from '../configuration/read-security-hub.ts';
import { findNewestScan } from '../engine/find-newest-scan.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import { isScanFormat, presentScan, type ScanFormat } from '../present-scan.ts';
import { writePieces, type Terminal } from '../terminal.ts';

/** Flags of `credsweep report`. */
export type ReportFlags = WhatIfFlags &
  SecurityHubFlags & {
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
      `There is no view ${JSON.stringify(table)}${didYouMean(table, reportViewNames)}. The views are:\n  ${reportViewNames.join('\n  ')}`,
    );
  }
  checkFormat(format, table);
  const securityHub = readSecurityHub(format, flags, terminal.environment);
  const choosePolicy = await loadWhatIfPolicy(flags, terminal.workingFolder);
  if (choosePolicy !== null && isFindingsFormat(format)) {
    throw new CredsweepError(
      'usage_invalid',
      `--format ${format} writes findings that a scan has made. Leave out --policy, --stale-after-days and --key-rotation-days: a what-if makes none.`,
    );
  }
  if (flags.out !== undefined) checkOutFolder(terminal, flags.out);
  const database = await openExistingDatabase(terminal);
  try {
    const stored = createReportReader(database.pool);
    const reader = choosePolicy === null ? stored : await askWhatIf(stored, scanId, choosePolicy);
    if (table !== undefined && isRowFormat(format)) {
      if (scanId === null) await tellOtherAccounts(terminal, stored, table);
      else if ((await reader.summarizeScan(scanId)) === null) throw scanNotFound(scanId);
      if (choosePolicy !== null)
        await tellWhatIf(terminal, reader, scanId ?? (await findNewestScan(reader)).scanId, format);
      const { stdout } = terminal;
      const width = (stdout.isTTY === true && stdout.columns) || null;
      await writePieces(stdout, renderRows(await reader.readView(table, scanId), format, width));
      return 0;
    }
    await presentScan(terminal, reader, scanId ?? (await findNewestScan(reader)).scanId, {
      format: isScanFormat(format) ? format : 'table',
      out: flags.out,
      securityHub,
    });
    return 0;
  } finally {
    await database.close();
  }
}

async function askWhatIf(
  stored: ReportReader,
  scanId: number | null,
  choosePolicy: ChoosePolicy,
): Promise<ReportReader> {
  const summary = await stored.summarizeScan(scanId ?? (await findNewestScan(stored)).scanId);
  return summary === null ? stored : createWhatIfReader(stored, choosePolicy(summary.policy));
}

/** Rows as of now are of all accounts, and counts of them are not those of a newest scan that was of some only. */
async function tellOtherAccounts(
  { stderr }: Terminal,
  reader: ReportReader,
  table: ReportViewName,
): Promise<void> {
  const { scanId } = await findNewestScan(reader);
  if (viewsOfScans.has(table)) return;
  const { otherAccounts = 0 } = (await reader.summarizeScan(scanId)) ?? {};
  if (otherAccounts > 0)
    stderr.write(
      `These rows are of all accounts, each as it was read last; the newest scan (${scanId}) was not of ${plural(otherAccounts, 'account')} of them. ` +
        `Its own rows, which its summary counts: --scan ${scanId}.\n`,
    );
}

/** Says above a table what it is; files and pipes of rows are for programs, and are told of on stderr. */
async function tellWhatIf(
  terminal: Terminal,
  reader: ReportReader,
  scanId: number,
  format: RowFormat,
): Promise<void> {
  const summary = await reader.summarizeScan(scanId);
  const lines = summary === null ? [] : explainWhatIf(summary);
  const stream = format === 'table' ? terminal.stdout : terminal.stderr;
  stream.write(lines.map((line) => `${line}\n`).join(''));
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

/** Views with rows of each scan, whatever accounts it was of. */
const viewsOfScans: ReadonlySet<ReportViewName> = new Set(['scan_coverage', 'organization_trend']);
