import { reportViewNames, type ReportReader, type ScanSummary } from '@credsweep/core';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { readHtmlReportData } from './html/read-html-report-data.ts';
import { renderHtmlReport } from './html/render-html-report.ts';
import { renderRows } from './render-rows.ts';

/**
 * Writes the report of a scan to a folder: `report.html` for people, `summary.json`, and a CSV file for each view.
 *
 * @returns paths of the files, the one for people first
 */
export async function writeReportFiles(
  reader: ReportReader,
  summary: ScanSummary,
  folder: string,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const htmlPath = join(folder, 'report.html');
  const data = await readHtmlReportData(reader, summary.scanId);
  await pipeline(renderHtmlReport(data, { hasCsvFiles: true }), createWriteStream(htmlPath));
  const summaryPath = join(folder, 'summary.json');
  await writeFile(summaryPath, `${JSON.stringify(summary, null, 2)}\n`);
  const paths = [htmlPath, summaryPath];
  for (const view of reportViewNames) {
    const path = join(folder, `${view}.csv`);
    await pipeline(
      renderRows(await reader.readView(view, summary.scanId), 'csv'),
      createWriteStream(path),
    );
    paths.push(path);
  }
  return paths;
}
