import { CredsweepError, type ReportReader, type ScanSummary } from '@credsweep/core';
import {
  isFindingsFormat,
  readHtmlReportData,
  readScanReport,
  renderAsff,
  renderHtmlReport,
  renderMarkdown,
  renderOcsf,
  renderScanReport,
  writeFindingsFile,
  writeReportFiles,
} from '@credsweep/reports';
import { resolve } from 'node:path';
import type { SecurityHub } from './configuration/read-security-hub.ts';
import { nameCalls } from './name-calls.ts';
import { toPublicSummary } from './public-summary.ts';
import { wantsColor, writePieces, type Terminal } from './terminal.ts';
import { version } from './version.ts';

/** A format in which the answer of a whole scan can be printed. */
export type ScanFormat = 'table' | 'json' | 'markdown' | 'html' | 'ocsf' | 'asff';

/** Whether a format can show a whole scan. */
export function isScanFormat(format: string): format is ScanFormat {
  return Object.hasOwn(renderers, format);
}

/**
 * Prints the answer of a scan to stdout, and writes its report files where a folder is named. Findings for a security
 * tool go to one of these files then, and not to stdout.
 */
export async function presentScan(
  terminal: Terminal,
  reader: ReportReader,
  scanId: number,
  options: {
    readonly format: ScanFormat;
    readonly out: string | undefined;
    readonly securityHub?: SecurityHub;
  },
): Promise<ScanSummary> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) {
    throw new CredsweepError(
      'scan_not_found',
      `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    );
  }
  const { format, out, securityHub = noSecurityHub } = options;
  const pieces = renderers[format](terminal, reader, summary, securityHub);
  if (out === undefined || !isFindingsFormat(format)) await writePieces(terminal.stdout, pieces);
  if (out !== undefined) {
    const folder = resolve(terminal.workingFolder, out);
    const files = [
      ...(await writeReportFiles(reader, toPublicSummary(summary), folder)),
      ...(isFindingsFormat(format) ? [await writeFindingsFile(pieces, format, folder)] : []),
    ];
    terminal.stderr.write(`Report:\n${files.map((file) => `  ${file}\n`).join('')}`);
  }
  return summary;
}

type Renderer = (
  terminal: Terminal,
  reader: ReportReader,
  summary: ScanSummary,
  securityHub: SecurityHub,
) => AsyncIterable<string>;

const renderers = {
  async *table(terminal, reader, summary) {
    const text = renderScanReport(await readScanReport(reader, summary), {
      color: wantsColor(terminal, terminal.stdout),
      width: terminal.stdout.columns ?? 100,
    });
    yield nameCalls(text, terminal);
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
  ocsf: (_terminal, reader, summary) => renderOcsf(reader, summary, { productVersion: version }),
  asff: (_terminal, reader, summary, securityHub) =>
    renderAsff(reader, summary, { ...securityHub, productVersion: version }),
} satisfies Record<ScanFormat, Renderer>;

const noSecurityHub: SecurityHub = { region: null, importAccountId: null };
