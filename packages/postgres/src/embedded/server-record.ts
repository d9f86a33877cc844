import { readFileSync, renameSync, rmdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';

/** Who supervises the server of a data folder, and where to reach it. */
export type ServerRecord = {
  readonly supervisorPid: number;
  readonly host: string;
  readonly socketPath: string;
};

/** Writes the record in one step, so that no reader sees half of it. */
export function writeServerRecord(path: string, socketPath: string): void {
  const record: ServerRecord = { supervisorPid: process.pid, host: hostname(), socketPath };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(record), { mode: 0o600 });
  renameSync(draft, path);
}

/** Reads the record; null if there is none. It may be stale: only an answer on its socket proves a supervisor. */
export function readServerRecord(path: string): ServerRecord | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ServerRecord;
  } catch {
    return null;
  }
}

/** Removes a record and the socket it names. Only the holder of the folder's lock may do this. */
export function removeServerRecord(path: string): void {
  const record = readServerRecord(path);
  if (record !== null) removeSocketFolder(record.socketPath);
  rmSync(path, { force: true });
}

/** Removes a socket and its folder, if they are named as this program names them; anything else is left alone. */
function removeSocketFolder(socketPath: string): void {
  const folder = dirname(socketPath);
  if (basename(socketPath) !== socketName || !socketFolderName.test(basename(folder))) return;
  for (const remove of [() => unlinkSync(socketPath), () => rmdirSync(folder)]) {
    try {
      remove();
    } catch {
      // Already gone, which is what was wanted.
    }
  }
}

/** The name of the socket in its folder: short, because a socket's whole path has about 104 bytes on macOS. */
export const socketName = 's';

/** The prefix of the private folder of a socket, completed by `mkdtemp`. */
export const socketFolderPrefix = 'credsweep-';

const socketFolderName = /^credsweep-[A-Za-z0-9]{6}$/;
