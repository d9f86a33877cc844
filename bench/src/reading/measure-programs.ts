import { fileURLToPath } from 'node:url';
import {
  startMeasured,
  type MeasuredProcess,
  type MeasuredRun,
} from '../processes/measured-process.ts';
import type { ReadingDatabase } from './open-reading-database.ts';
import { secondMs } from './reading.ts';
import type { ProgramFigures } from './reading-report.ts';

/** Runs what people type, a few times each; the median counts. */
export async function measurePrograms(
  database: ReadingDatabase,
  scanId: number,
  runs: number,
): Promise<readonly ProgramFigures[]> {
  const middle = String(Math.max(1, Math.floor(scanId / 2)));
  const programs: readonly (readonly [string, readonly string[], number | null])[] = [
    ['the program alone (--version)', ['--version'], null],
    ['report', ['report'], secondMs],
    ['report --format json', ['report', '--format', 'json'], secondMs],
    [`report --scan ${middle}`, ['report', '--scan', middle], null],
    ['status', ['status'], null],
  ];
  const figures: ProgramFigures[] = [];
  for (const [name, args, limitMs] of programs) {
    const done: MeasuredRun[] = [];
    for (let turn = 0; turn < runs; turn += 1)
      done.push(await finish(startProgram(database, args)));
    const median = done.toSorted((left, right) => left.wallMs - right.wallMs)[
      Math.floor(runs / 2)
    ] as MeasuredRun;
    const { wallMs, usage } = median;
    figures.push({ name, limitMs, wallMs, cpuMs: usage.cpuMs, peakMb: usage.peakMb });
  }
  return figures;
}

/** Starts `credsweep` on the database. */
export function startProgram(
  database: ReadingDatabase,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): MeasuredProcess {
  return startMeasured(program, args, {
    environment: { HOME: database.folder, DATABASE_URL: database.url, ...environment },
    workingFolder: database.folder,
  });
}

/** Waits for the end; throws what it complains about when it fails. */
export async function finish(started: MeasuredProcess): Promise<MeasuredRun> {
  const run = await started.ended;
  if (run.exitCode !== 0) throw new Error(`credsweep ended with ${run.exitCode}:\n${run.stderr}`);
  return run;
}

const program = fileURLToPath(new URL('../../../packages/cli/bin/credsweep.js', import.meta.url));
