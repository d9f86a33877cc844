import { CredsweepError, type ReportReader, type ScanSummary } from '@credsweep/core';
import {
  readHtmlReportData,
  readScanReport,
  renderHtmlReport,
  renderMarkdown,
  renderScanReport,
  writeReportFiles,
} from '@credsweep/reporter';
import { resolve } from 'node:path';
import { toPublicSummary } from './public-summary.ts';
import { wantsColor, writePieces, type Terminal } from './terminal.ts';

/** A format in which the answer of a whole scan can be printed. */
export type ScanFormat = 'table' | 'json' | 'markdown' | 'html';

/** Whether a format can show a whole scan. */
export function isScanFormat(format: string): format is ScanFormat {
  return Object.hasOwn(renderers, format);
}

/** Prints the answer of a scan to stdout, and writes its report files where a folder is named. */
export async function presentScan(
  terminal: Terminal,
  reader: ReportReader,
  scanId: number,
  options: { readonly format: ScanFormat; readonly out: string | undefined },
): Promise<ScanSummary> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) {
    throw new CredsweepError(
      'scan_not_found',
      `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    );
  }
  await writePieces(terminal.stdout, renderers[options.format](terminal, reader, summary));
  if (options.out !== undefined) {
    const folder = resolve(terminal.workingFolder, options.out);
    const files = await writeReportFiles(reader, toPublicSummary(summary), folder);
    terminal.stderr.write(`Report:\n${files.map((file) => `  ${file}\n`).join('')}`);
  }
  return summary;
}

type Renderer = (
  terminal: Terminal,
  reader: ReportReader,
  summary: ScanSummary,
) => AsyncIterable<string>;

const renderers = {
  async *table(terminal, reader, summary) {
    yield renderScanReport(await readScanReport(reader, summary), {
      color: wantsColor(terminal, terminal.stdout),
      width: terminal.stdout.columns ?? 100,
    });
  },
  async *json(_terminal, _reader, summary) {
    yield `${JSON.stringify(toPublicSummary(summary), null, 2)}\n`;
  },
  async *html(_terminal, reader, { scanId }) {
    yield* renderHtmlReport(await readHtmlReportData(reader, scanId), { hasCsvFiles: false });
  },
  async *markdown(_terminal, reader, summary) {
    yield renderMarkdown(await readScanReport(reader, summary));
  },
} satisfies Record<ScanFormat, Renderer>;
