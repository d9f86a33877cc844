import { reportViewNames, type ReportReader, type ScanSummary } from '@credsweep/core';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { renderRows } from './render-rows.ts';

/**
 * Writes the report of a scan to a folder: `summary.json`, and a CSV file for each view.
 *
 * @returns paths of the files
 */
export async function writeReportFiles(
  reader: ReportReader,
  summary: ScanSummary,
  folder: string,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const summaryPath = join(folder, 'summary.json');
  await writeFile(summaryPath, `${JSON.stringify(summary, null, 2)}\n`);
  const paths = [summaryPath];
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
