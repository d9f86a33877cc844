import { CredsweepError, type Scan } from '@credsweep/core';
import { readProgress, type ScanProgress } from '@credsweep/postgres';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHandlers } from './engine/create-handlers.ts';
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
  },
): Promise<ScanRun> {
  const { engine, sources, scan, concurrency } = run;
  const { scanId } = scan;
  const stopping = new AbortController();
  const stopListening = terminal.onSignal((signal) => stopping.abort(signal));
  const progressLine = openProgressLine(terminal, scan.startedAt);
  const workers = await engine.queue.startWorkers(createHandlers(engine, sources), { concurrency });
  let last: ScanProgress | null = null;
  try {
    while (!stopping.signal.aborted) {
      last = await readProgress(engine.database.pool, scanId);
      if (last !== null) progressLine.show(last);
      if (last?.state === 'completed') return { kind: 'ended' };
      if (last?.state === 'failed') throw await readFailure(engine, scanId);
      if (last?.state === 'interrupted') return tellInterrupted(terminal, last, scanId, 1);
      await sleep(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await engine.ledger.interruptScan(scanId);
    return tellInterrupted(terminal, last, scanId, stopping.signal.reason === 'SIGINT' ? 130 : 143);
  } finally {
    progressLine.clear();
    await workers.stop();
    stopListening();
  }
}

async function readFailure(engine: Engine, scanId: number): Promise<CredsweepError> {
  const failure = (await engine.ledger.findScan(scanId))?.failure;
  return new CredsweepError(
    (failure?.code ?? 'internal_error') as CredsweepError['code'],
    failure?.message ?? `Scan ${scanId} failed without a reason.`,
    { details: { scanId } },
  );
}

function tellInterrupted(
  terminal: Terminal,
  progress: ScanProgress | null,
  scanId: number,
  exitCode: number,
): ScanRun {
  const done = progress === null ? 0 : progress.scanned + progress.failed + progress.skipped;
  terminal.stderr.write(
    `\nScan ${scanId} was interrupted: ${done} of ${progress?.accounts ?? 0} listed accounts are done and kept. ` +
      `Go on with "credsweep scan --resume ${scanId}".\n`,
  );
  return { kind: 'interrupted', exitCode };
}

const pollMs = 250;
