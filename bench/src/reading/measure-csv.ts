import type { ReportViewName } from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { MeasuredProcess, MeasuredRun } from '../processes/measured-process.ts';
import { finish, startProgram } from './measure-programs.ts';
import type { ReadingDatabase } from './open-reading-database.ts';
import type { CsvFigures } from './reading-report.ts';

/** Writes a whole view as CSV with `credsweep report`, and watches its memory on the way. */
export async function measureCsv(
  database: ReadingDatabase,
  view: ReportViewName,
): Promise<CsvFigures> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::integer as count from credsweep.${view}`,
  );
  const count = rows[0]?.count ?? 0;
  const writing = startProgram(database, ['report', '--table', view, '--format', 'csv']);
  const ended = finish(writing);
  const samples = await watchMemory(writing, ended);
  const { wallMs, usage } = await ended;
  const at = (share: number): number =>
    samples[Math.floor((samples.length - 1) * share)] ?? usage.rssMb;
  return {
    view,
    rows: count,
    wallMs,
    rowsPerSecond: count / (wallMs / 1000),
    cpuMs: usage.cpuMs,
    rssMb: [at(0.1), at(0.5), usage.rssMb],
    peakMb: usage.peakMb,
  };
}

/** Looks at the resident memory again and again, from the first row to the end. */
async function watchMemory(
  writing: MeasuredProcess,
  ended: Promise<MeasuredRun>,
): Promise<readonly number[]> {
  const samples: number[] = [];
  const over = ended.then(() => true);
  let isOver = await Promise.race([writing.waitForOutput(/account_id/).then(() => false), over]);
  while (!isOver) {
    const rssMb = await readRssMb(writing.pid);
    if (rssMb !== null) samples.push(rssMb);
    isOver = await Promise.race([pause(sampleMs).then(() => false), over]);
  }
  return samples;
}

/** Null where there is no /proc, or no such process any more. */
async function readRssMb(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

const sampleMs = 100;
