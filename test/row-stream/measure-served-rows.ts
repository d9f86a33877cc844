import { findFreePort, startCredsweep, type TestDatabase } from '@credsweep/testkit';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openDownload } from './open-download.ts';
import { readCursors, waitUntilStill } from './watch-cursors.ts';

/** How much is served, and how it is taken. */
export type ServedLoad = {
  readonly rows: number;
  /** What the client takes at most. */
  readonly bytesPerSecond: number;
  /** How long the client takes nothing, after a tenth. */
  readonly pauseMs: number;
};

/** What `credsweep serve` held while a slow client took a CSV file, and what became of clients that went away. */
export type ServedRows = {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes held, garbage collected: after a tenth of the rows, after a pause of the client there, after nine tenths. */
  readonly held: readonly [atTenth: number, afterPause: number, atNineTenths: number];
  /** The most resident memory, in bytes; null where there is no /proc. */
  readonly peakRss: number | null;
  /** Whether the database was asked for no row while the client paused. */
  readonly isCursorStill: boolean;
  /** Statuses of five downloads at the same time, and of one after all these had been left. */
  readonly statuses: readonly number[];
  /** How long after that the database had no cursor open any more. */
  readonly closedAfterMs: number;
};

/** Serves `aws_staleuser_details` of a database to a client that takes its time, and to some that go away. */
export async function measureServedRows(
  database: TestDatabase,
  { rows, bytesPerSecond, pauseMs }: ServedLoad,
): Promise<ServedRows> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-served-rows-'));
  const port = await findFreePort();
  const service = startCredsweep(['serve', '--port', `${port}`], {
    environment: {
      DATABASE_URL: database.url,
      CREDSWEEP_WEB_TOKENS: `reader:reader:${token}`,
      NODE_OPTIONS: `--import=${probe}`,
    },
    workingFolder: folder,
    timeoutMs: 1_800_000,
  });
  const open = (pace?: number) =>
    openDownload(`http://127.0.0.1:${port}/api/v1/views/${view}/csv`, token, pace);
  const holdReading = async (number: number): Promise<void> => {
    service.kill('SIGUSR2');
    await service.waitForOutput(new RegExp(`heap-probe ${number} .*\n`));
  };
  try {
    await service.waitForOutput(/Serving at/);
    const started = performance.now();
    const slow = await open(bytesPerSecond);
    await slow.takeRows(rows * 0.1);
    await holdReading(1);
    // What the sockets between both hold is read on.
    await waitUntilStill(database);
    const before = await readCursors(database);
    await pause(pauseMs);
    const isCursorStill = before !== '' && before === (await readCursors(database));
    await holdReading(2);
    await slow.takeRows(rows * 0.9);
    await holdReading(3);
    const taken = await slow.takeRows(Number.POSITIVE_INFINITY);
    const seconds = (performance.now() - started) / 1000;
    const { statuses, closedAfterMs } = await leaveInTheMiddle(database, open);
    const peakRss = await readPeakRss(service.pid);
    service.kill('SIGTERM');
    const { stderr } = await service.ended;
    const [first = 0, second = 0, third = 0] = [...stderr.matchAll(/heap-probe \d+ (.*)\n/g)].map(
      ([, reading = '']) => {
        const { heapUsed, external } = JSON.parse(reading) as HeapReading;
        return heapUsed + external;
      },
    );
    return {
      rows: taken,
      bytes: slow.countBytes(),
      seconds,
      held: [first, second, third],
      peakRss,
      isCursorStill,
      statuses,
      closedAfterMs,
    };
  } finally {
    service.kill('SIGKILL');
    await rm(folder, { recursive: true });
  }
}

type HeapReading = { readonly heapUsed: number; readonly external: number };

async function leaveInTheMiddle(
  database: TestDatabase,
  open: () => ReturnType<typeof openDownload>,
): Promise<Pick<ServedRows, 'statuses' | 'closedAfterMs'>> {
  const downloads = [await open(), await open(), await open(), await open(), await open()];
  const left = performance.now();
  for (const download of downloads) download.leave();
  while ((await readCursors(database)) !== '') {
    if (performance.now() - left > 10_000) throw new Error('A cursor is open, 10 s after.');
    await pause(20);
  }
  const closedAfterMs = performance.now() - left;
  const last = await open();
  last.leave();
  return { statuses: [...downloads, last].map(({ status }) => status), closedAfterMs };
}

async function readPeakRss(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

const view = 'aws_staleuser_details';
const token = 'token-of-a-reader-0123456789';
const probe = new URL('../fleet/heap-probe.ts', import.meta.url).href;
