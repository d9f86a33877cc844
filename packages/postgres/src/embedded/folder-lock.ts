import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';

/** A lock that only one process of the machine holds; the kernel frees it when the holder dies, however it dies. */
export type FolderLock = { release(): void };

/**
 * Waits for the lock on a file and takes it, or gives null once `signal` is aborted.
 *
 * Node has no `flock`, but its SQLite takes a POSIX lock on the file; nothing is ever written into it. Unlike a pid
 * file or a socket, such a lock has no stale state to detect, and holds across containers that share the folder.
 */
export async function acquireFolderLock(
  path: string,
  signal: AbortSignal,
): Promise<FolderLock | null> {
  while (!signal.aborted) {
    const lock = tryLock(path);
    if (lock !== null) return lock;
    await sleep(retryMs);
  }
  return null;
}

function tryLock(path: string): FolderLock | null {
  const file = new DatabaseSync(path);
  try {
    file.exec('BEGIN EXCLUSIVE');
    return { release: () => file.close() };
  } catch (error) {
    file.close();
    if ((error as { errcode?: number }).errcode === sqliteBusy) return null;
    throw error;
  }
}

const retryMs = 50;

/** `SQLITE_BUSY`: another process holds the lock. */
const sqliteBusy = 5;
