import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the main process of a PostgreSQL server writes into its data folder. */
export type PostmasterFile = {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
};

/** Reads `postmaster.pid` of a data folder; null if there is none, or not yet all of it. */
export function readPostmasterFile(dataFolder: string): PostmasterFile | null {
  try {
    const lines = readFileSync(namePostmasterFile(dataFolder), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return pid > 0 ? { pid, port: Number(lines[3] ?? 0), status: (lines[7] ?? '').trim() } : null;
  } catch {
    return null;
  }
}

/** The path of `postmaster.pid`. */
export function namePostmasterFile(dataFolder: string): string {
  return join(dataFolder, 'postmaster.pid');
}

/** Whether a process exists and is more than an entry that its parent has not collected. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/**
 * Whether a live process is the server of this data folder, by its command line. After a crash, and above all in a new
 * container, the pid in `postmaster.pid` may belong to any other process.
 */
export function isPostmasterOf(pid: number, dataFolder: string): boolean {
  return isProcessAlive(pid) && readCommandLine(pid).includes(dataFolder);
}

function readCommandLine(pid: number): string {
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  }
  return (
    spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? ''
  );
}
