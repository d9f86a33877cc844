import type { ReportReader, ScanSummary } from '@credsweep/core';
import { CredsweepError } from '@credsweep/core';
import { readScanReport, renderScanReport, writeReportFiles } from '@credsweep/reporter';
import { resolve } from 'node:path';
import { wantsColor, type Terminal } from './terminal.ts';
import { toPublicSummary } from './public-summary.ts';

/** Prints the answer of a scan to stdout, and writes its report files where a folder is named. */
export async function presentScan(
  terminal: Terminal,
  reader: ReportReader,
  scanId: number,
  options: { readonly format: 'table' | 'json'; readonly out: string | undefined },
): Promise<ScanSummary> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) {
    throw new CredsweepError(
      'scan_not_found',
      `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    );
  }
  if (options.format === 'json') {
    terminal.stdout.write(`${JSON.stringify(toPublicSummary(summary), null, 2)}\n`);
  } else {
    const report = await readScanReport(reader, summary);
    terminal.stdout.write(
      renderScanReport(report, { color: wantsColor(terminal, terminal.stdout) }),
    );
  }
  if (options.out !== undefined) {
    const folder = resolve(terminal.workingFolder, options.out);
    const files = await writeReportFiles(reader, toPublicSummary(summary), folder);
    terminal.stderr.write(`Report: ${files.map((file) => `\n  ${file}`).join('')}\n`);
  }
  return summary;
}
