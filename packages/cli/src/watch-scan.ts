import { CredsweepError, isOver, type ScanStatus } from '@credsweep/core';
import { createReportReader, readScanStatus, toDatabaseError } from '@credsweep/postgres';
import { scanNotFound } from '@credsweep/producer';
import { renderScanStatus, renderScanStatusLine } from '@credsweep/reports';
import { clearScreenDown, moveCursor } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { toPublicProgress } from './public-status.ts';
import { wantsColor, type Terminal } from './terminal.ts';

/**
 * Follows a scan to its end, and gives its exit code: 0 complete, 3 partial coverage, 1 without a result. On a terminal
 * the picture is renewed; elsewhere a line is written at each change. Ctrl-C ends the watching, not the scan.
 *
 * @param scanId null: the newest scan
 */
export async function watchScan(
  terminal: Terminal,
  pool: pg.Pool,
  scanId: number | null,
  format: 'table' | 'json',
): Promise<number> {
  const watched = scanId ?? (await findNewest(pool));
  const stopping = new AbortController();
  const stopListening = terminal.onSignal((signal) => stopping.abort(signal));
  const show = format === 'json' ? showJson(terminal) : showText(terminal);
  const read = readPatiently(terminal, pool, watched);
  try {
    while (!stopping.signal.aborted) {
      const status = await read();
      if (status !== null) {
        show(status);
        if (isOver(status.state)) return toExitCode(status);
      }
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    return stopping.signal.reason === 'SIGINT' ? 130 : 143;
  } finally {
    stopListening();
  }
}

async function findNewest(pool: pg.Pool): Promise<number> {
  const [newest] = await createReportReader(pool).listScans(1);
  if (newest !== undefined) return newest.scanId;
  throw new CredsweepError(
    'scan_not_found',
    'There is no scan in this database yet. Begin with "credsweep scan".',
  );
}

/** A database that is away for a while is waited for; null meanwhile. */
function readPatiently(
  { stderr }: Terminal,
  pool: pg.Pool,
  scanId: number,
): () => Promise<ScanStatus | null> {
  let failures = 0;
  return async () => {
    try {
      const status = await readScanStatus(pool, scanId);
      failures = 0;
      if (status === null) throw scanNotFound(scanId);
      return status;
    } catch (thrown) {
      const error = toDatabaseError(thrown, pool.options.connectionString ?? 'postgresql://');
      failures += 1;
      if (!error.retryable || failures > maxFailures) throw error;
      if (failures === 1) stderr.write(`${error.message}\nTrying again.\n`);
      return null;
    }
  };
}

function showJson({ stdout }: Terminal): (status: ScanStatus) => void {
  return onChange((status) =>
    stdout.write(`${JSON.stringify({ scanId: status.scanId, ...toPublicProgress(status) })}\n`),
  );
}

function showText(terminal: Terminal): (status: ScanStatus) => void {
  const { stdout } = terminal;
  if (stdout.isTTY !== true)
    return onChange((status) => stdout.write(renderScanStatusLine(status)));
  const color = wantsColor(terminal, stdout);
  let height = 0;
  return (status) => {
    const text = renderScanStatus(status, { color });
    moveCursor(stdout, 0, -height);
    clearScreenDown(stdout);
    stdout.write(`${noWrap}${text}${wrap}`);
    height = text.split('\n').length - 1;
  };
}

/** The clock alone is no change. */
function onChange(write: (status: ScanStatus) => void): (status: ScanStatus) => void {
  let last = '';
  return (status) => {
    const { state, accounts, scanned, failed, skipped } = status;
    const seen = JSON.stringify([state, accounts, scanned, failed, skipped]);
    if (seen !== last) write(status);
    last = seen;
  };
}

function toExitCode({ state, accounts, scanned, skipped }: ScanStatus): number {
  if (state !== 'completed') return 1;
  return scanned > 0 && scanned + skipped === accounts ? 0 : 3;
}

/** Lines that are longer than the terminal is wide are cut by it, so that the picture keeps its height. */
const noWrap = '\u001b[?7l';
const wrap = '\u001b[?7h';
const pollMs = 500;
const maxFailures = 60;
