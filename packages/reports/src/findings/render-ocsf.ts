import {
  toOcsfClosedKeyFinding,
  toOcsfKeyFinding,
  toOcsfScanActivity,
  toOcsfStaleUser,
  toOcsfUnreadAccount,
  type FindingContext,
  type OcsfEvent,
  type ReportReader,
  type ScanSummary,
} from '@credsweep/core';
import { describeContext } from './describe-context.ts';
import { readClosedFindings } from './read-closed-findings.ts';
import { readKeyFindings, readStaleUsers, readUnreadFindings } from './read-findings.ts';

/**
 * Renders a scan as OCSF 1.8.0 events, one a line: the scan itself, so that a report without findings is no silence;
 * the accounts that were not read; the high-risk keys; those whose finding is
 * closed; the stale users. Memory does not grow with their number, except for exempted keys.
 */
export async function* renderOcsf(
  reader: ReportReader,
  summary: ScanSummary,
  options: { readonly productVersion: string },
): AsyncGenerator<string> {
  let lines = '';
  for await (const event of listEvents(
    reader,
    summary,
    describeContext(summary, options.productVersion),
  )) {
    lines += `${JSON.stringify(event)}\n`;
    if (lines.length < pieceLength) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

async function* listEvents(
  reader: ReportReader,
  summary: ScanSummary,
  context: FindingContext,
): AsyncGenerator<OcsfEvent> {
  yield toOcsfScanActivity(summary, context);
  for (const account of await readUnreadFindings(reader, summary))
    yield toOcsfUnreadAccount(account, context);
  const { exempted, resolved } = await readClosedFindings(reader, summary);
  for await (const { finding, ordinal } of readKeyFindings(reader, summary, exempted))
    yield toOcsfKeyFinding(finding, context, ordinal);
  for (const finding of exempted.values()) yield toOcsfClosedKeyFinding(finding, context);
  for await (const finding of resolved) yield toOcsfClosedKeyFinding(finding, context);
  for await (const user of readStaleUsers(reader, summary)) yield toOcsfStaleUser(user, context);
}

const pieceLength = 65_536;
