import type { ReportReader } from '@credsweep/core';
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { readHtmlReportData, renderHtmlReport } from '@credsweep/reports';
import type { TestBrowser } from './chromium.ts';

/** A report in a browser, with all that it asked for and all that went wrong. */
export type OpenReport = {
  readonly page: Page;
  readonly bytes: number;
  readonly loadMs: number;
  /** Addresses that the page asked for, its own included. */
  readonly requests: readonly string[];
  /** Errors, and messages of the console, such as those of the page's policy. */
  readonly troubles: readonly string[];
};

/** Writes the report of a scan to a file and opens it. */
export async function openReport(
  browser: TestBrowser,
  reader: ReportReader,
  options: { readonly scanId?: number; readonly change?: (document: string) => string } = {},
): Promise<OpenReport> {
  const path = join(browser.folder, 'report.html');
  const data = await readHtmlReportData(reader, options.scanId ?? 7);
  await pipeline(
    changePieces(renderHtmlReport(data, { hasCsvFiles: true }), options.change),
    createWriteStream(path),
  );
  const page = await browser.context.newPage();
  const requests: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => troubles.push(message.text()));
  const started = performance.now();
  await page.goto(pathToFileURL(path).href);
  return {
    page,
    bytes: (await stat(path)).size,
    loadMs: performance.now() - started,
    requests,
    troubles,
  };
}

async function* changePieces(
  pieces: AsyncIterable<string>,
  change: ((document: string) => string) | undefined,
): AsyncGenerator<string> {
  if (change === undefined) {
    yield* pieces;
    return;
  }
  let document = '';
  for await (const piece of pieces) document += piece;
  yield change(document);
}
