import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { BenchOptions } from './bench-options.ts';
import type { ScanFigures, ScanKey } from './bench-report.ts';
import { describeQueue } from './describe-queue.ts';
import { compareCpu, readGauges } from './gauges.ts';
import { calculateIdealTime } from './ideal-time.ts';
import type { Fleet } from './open-fleet.ts';
import type { MeasuredProcess } from './processes/measured-process.ts';
import {
  countRows,
  readScanTimes,
  readStatements,
  resetStatements,
  type ScanTimes,
} from './servers/postgres-figures.ts';

/** Runs one scan with workers that are started for it, and measures everything about it. */
export async function measureScan(
  fleet: Fleet,
  options: BenchOptions,
  key: ScanKey,
): Promise<ScanFigures> {
  const { accounts, users, workers: workerCount, concurrency } = key;
  const { simulator, database } = fleet;
  await simulator.ask('begin-scan');
  const workers = await Promise.all(Array.from({ length: workerCount }, () => fleet.startWorker()));
  await resetStatements(database.pool);
  const before = await readGauges(fleet, workers);
  const producer = await fleet.run(['scan', '--detach', '--format', 'json']);
  const { scanId } = JSON.parse(producer.stdout) as { readonly scanId: number };
  const load = { ...options, accounts, usersPerAccount: users };
  const patienceMs = minPatienceMs + 20 * calculateIdealTime(load, concurrency, 1).totalMs;
  const times = await waitForEnd(database.pool, scanId, patienceMs);
  const after = await readGauges(fleet, workers);
  await stopWorkers(workers);

  const calls = await simulator.ask('count-calls');
  const statements = await readStatements(database.pool);
  const rows = await countRows(database.pool, scanId);
  const ideal = calculateIdealTime(load, workerCount * concurrency, calls.keyRounds / accounts);
  return {
    ...key,
    scanned: times.scanned,
    wallMs: times.finishedMs,
    idealMs: ideal.totalMs,
    efficiency: ideal.totalMs / times.finishedMs,
    listingMs: times.listedMs,
    idealListingMs: ideal.listingMs,
    closingMs: times.finishedMs - times.closingBegunMs,
    callsPerAccount: Object.fromEntries(
      Object.entries(calls.byAction).map(([action, count]) => [action, count / accounts]),
    ),
    throttledCalls: calls.throttled,
    ...compareCpu(before, after, { producer: producer.usage, accounts }),
    startCpuMs: Math.max(...before.workers.map(({ cpuMs }) => cpuMs)),
    peakMb: {
      producer: producer.usage.peakMb,
      worker: Math.max(...after.workers.map(({ peakMb }) => peakMb)),
    },
    rowsPerSecond: (rows / times.finishedMs) * 1000,
    rowsPerAccount: rows / accounts,
    queue: describeQueue(before.redis, after.redis, statements, accounts),
    statements: statements.slice(0, keptStatements),
  };
}

async function waitForEnd(pool: pg.Pool, scanId: number, patienceMs: number): Promise<ScanTimes> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await pause(pollMs)) {
    const times = await readScanTimes(pool, scanId);
    if (times.state === 'completed') return times;
    if (times.state === 'failed') break;
  }
  const { state, scanned } = await readScanTimes(pool, scanId);
  throw new Error(`Scan ${scanId} is ${state} with ${scanned} accounts scanned.`);
}

async function stopWorkers(workers: readonly MeasuredProcess[]): Promise<void> {
  for (const worker of workers) worker.kill('SIGTERM');
  const runs = await Promise.all(workers.map(({ ended }) => ended));
  const failed = runs.find(({ exitCode }) => exitCode !== 0);
  if (failed !== undefined)
    throw new Error(`A worker ended with ${failed.exitCode}:\n${failed.stderr}`);
}

const minPatienceMs = 120_000;
const pollMs = 200;
const keptStatements = 12;
