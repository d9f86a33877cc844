import type { Scan, ScanStatus } from '@credsweep/core';
import { createReportReader, readScanStatus } from '@credsweep/postgres';
import { scanNotFound } from '@credsweep/producer';
import { describeMoment, formatDuration, renderScanStatus, renderTable } from '@credsweep/reports';
import { readScanId } from '../configuration/read-argument.ts';
import type { OpenDatabase } from '../engine/open-database.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import { nameCalls } from '../name-calls.ts';
import { toListedScan, toPublicStatus } from '../public-status.ts';
import { watchScan } from '../watch-scan.ts';
import { wantsColor, type Terminal } from '../terminal.ts';

/** Flags of `credsweep status`. */
export type StatusFlags = { readonly format: 'table' | 'json'; readonly watch?: true };

/**
 * Lists the newest scans, or shows how far one of them is; with `--watch` until it ends. Gives the exit code: watched,
 * that of the scan.
 */
export async function runStatusCommand(
  terminal: Terminal,
  scan: string | undefined,
  flags: StatusFlags,
): Promise<number> {
  const scanId = scan === undefined ? null : readScanId(scan);
  const database = await openExistingDatabase(terminal);
  try {
    if (flags.watch === true) return await watchScan(terminal, database.pool, scanId, flags.format);
    if (scanId === null) await showNewestScans(terminal, database, flags.format);
    else await showScan(terminal, database, scanId, flags.format);
    return 0;
  } finally {
    await database.close();
  }
}

async function showScan(
  terminal: Terminal,
  { pool }: OpenDatabase,
  scanId: number,
  format: StatusFlags['format'],
): Promise<void> {
  const status = await readScanStatus(pool, scanId);
  if (status === null) throw scanNotFound(scanId);
  const { stdout } = terminal;
  if (format === 'json') {
    const summary = await createReportReader(pool).summarizeScan(scanId);
    if (summary === null) throw scanNotFound(scanId);
    stdout.write(`${JSON.stringify(toPublicStatus(summary, status), null, 2)}\n`);
  } else {
    stdout.write(renderScanStatus(status, { color: wantsColor(terminal, stdout) }));
    if (status.state === 'completed')
      stdout.write(nameCalls(`The answer: credsweep report --scan ${scanId}\n`, terminal));
    if (status.state === 'interrupted')
      stdout.write(nameCalls(`Go on with it: credsweep scan --resume ${scanId}\n`, terminal));
  }
}

async function showNewestScans(
  terminal: Terminal,
  { pool }: OpenDatabase,
  format: StatusFlags['format'],
): Promise<void> {
  const scans = await createReportReader(pool).listScans(maxScans);
  const statuses = await Promise.all(scans.map(({ scanId }: Scan) => readScanStatus(pool, scanId)));
  const known = statuses.filter((status) => status !== null);
  if (format === 'json')
    terminal.stdout.write(`${JSON.stringify(known.map(toListedScan), null, 2)}\n`);
  else if (known.length === 0)
    terminal.stdout.write(
      nameCalls('There are no scans yet. Begin with: credsweep scan\n', terminal),
    );
  else terminal.stdout.write(renderTable(columns, known.map(toRow)));
}

function toRow(status: ScanStatus): readonly string[] {
  const { accounts, waiting, failed, skipped, failuresByCode } = status;
  const codes = failuresByCode.slice(0, 2).map(({ code, accounts: count }) => `${count} ${code}`);
  const more = failuresByCode.length > codes.length ? [', …'] : [];
  return [
    String(status.scanId),
    status.state,
    describeMoment(status.startedAt, Intl.DateTimeFormat().resolvedOptions().timeZone),
    formatDuration(status.elapsedSeconds * 1000),
    `${accounts - waiting} of ${accounts}`,
    failed === 0 ? '0' : `${failed}: ${[codes.join(', '), ...more].join('')}`,
    String(skipped),
    status.policyName,
    status.organizationId ?? '',
  ];
}

const columns = [
  'scan',
  'state',
  'started',
  'took',
  'accounts',
  'failed',
  'skipped',
  'policy',
  'organization',
];
const maxScans = 20;
