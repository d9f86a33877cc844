import { CredsweepError, type Scan } from '@credsweep/core';
import { readProgress, toDatabaseError, type ScanProgress } from '@credsweep/postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitDeliveries } from './await-deliveries.ts';
import { createHandlers } from './engine/create-handlers.ts';
import type { Alerts } from './engine/open-alerts.ts';
import type { Engine } from './engine/open-engine.ts';
import type { Sources } from './engine/open-sources.ts';
import { openProgressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** How the run of a scan in this process ended. */
export type ScanRun =
  | { readonly kind: 'ended' }
  | { readonly kind: 'interrupted'; readonly exitCode: number };

/** Runs workers in this process until the scan is over or a person stops it; what is done stays done. */
export async function runScan(
  terminal: Terminal,
  run: {
    readonly engine: Engine;
    readonly sources: Sources;
    readonly scan: Scan;
    readonly concurrency: number;
    readonly alerts: Alerts | null;
    /** What to do about a scan that was interrupted. */
    readonly adviceToGoOn: string;
  },
): Promise<ScanRun> {
  const { engine, sources, scan, concurrency, alerts, adviceToGoOn } = run;
  const { scanId } = scan;
  const stopping = new AbortController();
  const stopListening = terminal.onSignal((signal) => stopping.abort(signal));
  const progressLine = openProgressLine(terminal, scan.startedAt);
  const workers = await engine.queue.startWorkers(createHandlers(engine, sources, scanId, alerts), {
    concurrency,
  });
  let last: ScanProgress | null = null;
  try {
    while (!stopping.signal.aborted) {
      last = await readProgressPatiently(engine, scanId, stopping.signal);
      if (last !== null) progressLine.show(last);
      if (last?.state === 'completed') {
        progressLine.clear();
        await awaitDeliveries(terminal, engine, { scanId, alerts, signal: stopping.signal });
        return { kind: 'ended' };
      }
      if (last?.state === 'failed') throw await readFailure(engine, scanId);
      if (last?.state === 'cancelled') throw scanCancelled(scanId);
      if (last?.state === 'interrupted') {
        tellInterrupted(terminal, last, scanId, adviceToGoOn);
        return { kind: 'interrupted', exitCode: 1 };
      }
      await pauseUnlessAborted(stopping.signal);
    }
    await engine.ledger.interruptScan(scanId);
    tellInterrupted(terminal, last, scanId, adviceToGoOn);
    return {
      kind: 'interrupted',
      exitCode: stopping.signal.reason === 'SIGINT' ? 130 : 143,
    };
  } finally {
    progressLine.clear();
    await workers.stop();
    stopListening();
  }
}

/** A database that restarts or fails over is waited for, as the workers of this process do. */
async function readProgressPatiently(
  { database }: Engine,
  scanId: number,
  signal: AbortSignal,
): Promise<ScanProgress | null> {
  for (const deadline = Date.now() + databasePatienceMs; ; await pauseUnlessAborted(signal)) {
    try {
      return await readProgress(database.pool, scanId);
    } catch (thrown) {
      const error = toDatabaseError(thrown, database.url);
      const isWorthWaiting = error.code === 'database_unreachable' && Date.now() < deadline;
      if (!isWorthWaiting || signal.aborted) throw error;
    }
  }
}

async function pauseUnlessAborted(signal: AbortSignal): Promise<void> {
  await sleep(pollMs, undefined, { signal }).catch(() => undefined);
}

async function readFailure(engine: Engine, scanId: number): Promise<CredsweepError> {
  const failure = (await engine.ledger.findScan(scanId))?.failure;
  return new CredsweepError(
    (failure?.code ?? 'internal_error') as CredsweepError['code'],
    failure?.message ?? `Scan ${scanId} failed without a reason.`,
    { details: { scanId } },
  );
}

function scanCancelled(scanId: number): CredsweepError {
  return new CredsweepError(
    'scan_cancelled',
    `Scan ${scanId} was cancelled by "credsweep scan cancel ${scanId}". What it had read is kept.`,
    { details: { scanId } },
  );
}

function tellInterrupted(
  terminal: Terminal,
  progress: ScanProgress | null,
  scanId: number,
  adviceToGoOn: string,
): void {
  const done = progress === null ? 0 : progress.scanned + progress.failed + progress.skipped;
  terminal.stderr.write(
    `\nScan ${scanId} was interrupted: ${done} of ${progress?.accounts ?? 0} listed accounts are done and kept. ` +
      `${adviceToGoOn}\n`,
  );
}

const pollMs = 250;
const databasePatienceMs = 120_000;
