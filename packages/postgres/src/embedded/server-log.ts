import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';

/** A log file that stays small. */
export type ServerLog = {
  /** For a child process to write to. */
  readonly descriptor: number;
  /** The last lines written since the log was opened. */
  readTail(): string;
};

/** Opens a log for appending and keeps it bounded: it is emptied whenever it has grown over 8 MiB. */
export function openServerLog(path: string): ServerLog {
  const descriptor = openSync(path, 'a+', 0o600);
  emptyIfLarge(descriptor);
  setInterval(() => emptyIfLarge(descriptor), checkEveryMs).unref();
  const startsAt = fstatSync(descriptor).size;
  return { descriptor, readTail: () => readLastLines(descriptor, startsAt) };
}

/** Gives the last lines of a file, or nothing if it cannot be read. */
export function readFileTail(path: string): string {
  try {
    const descriptor = openSync(path, 'r');
    try {
      return readLastLines(descriptor, 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return '';
  }
}

function readLastLines(descriptor: number, startsAt: number): string {
  const { size } = fstatSync(descriptor);
  const from = Math.max(size >= startsAt ? startsAt : 0, size - tailBytes);
  const buffer = Buffer.alloc(size - from);
  const length = readSync(descriptor, buffer, 0, buffer.length, from);
  return buffer.toString('utf8', 0, length).trimEnd().split('\n').slice(-tailLines).join('\n');
}

/** The writers append, so a log that is emptied under them goes on at its beginning. */
function emptyIfLarge(descriptor: number): void {
  if (fstatSync(descriptor).size > largestBytes) ftruncateSync(descriptor, 0);
}

const largestBytes = 8 * 1024 * 1024;
const checkEveryMs = 60_000;
const tailBytes = 8192;
const tailLines = 15;
