import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './data-folder.ts';
import { dataIncompatible, unavailable } from './embedded-postgres-error.ts';
import {
  isPostmasterOf,
  isProcessAlive,
  namePostmasterFile,
  readPostmasterFile,
} from './postmaster-file.ts';
import { followServer, stopPostmaster, type RunningServer } from './running-server.ts';
import type { ServerBinaries } from './server-binaries.ts';
import { ensureDatabase } from './server-database.ts';
import type { ServerLog } from './server-log.ts';
import { serverEnvironment, toServerArguments, type ServerSettings } from './server-settings.ts';
import type { ServerUser } from './server-user.ts';

/** What a server is started from. */
export type ServerStart = {
  readonly binaries: ServerBinaries;
  readonly cluster: Cluster;
  readonly user: ServerUser | null;
  readonly settings: ServerSettings;
  readonly log: ServerLog;
  /** Taken if it is free, so that urls given out before a crash work again. */
  readonly preferredPort: number;
};

/**
 * Takes over the server that a killed supervisor left running on this cluster; null if there is none. One that does not
 * let us in is stopped. The caller holds the folder's lock, so no other supervisor cares for it.
 */
export async function adoptServer(cluster: Cluster): Promise<RunningServer | null> {
  const until = Date.now() + adoptPatienceMs;
  for (;;) {
    const found = readPostmasterFile(cluster.dataFolder);
    if (found === null) return null;
    if (!isPostmasterOf(found.pid, cluster.dataFolder)) {
      rmSync(namePostmasterFile(cluster.dataFolder), { force: true });
      return null;
    }
    if (found.status === 'ready') {
      try {
        const version = await ensureDatabase(cluster, found.port);
        return followServer(found.pid, cluster.dataFolder, found.port, version);
      } catch {
        // Perhaps it is stopping, or out of connections: try again, then stop it.
      }
    }
    if (Date.now() > until) {
      await stopPostmaster(found.pid, cluster.dataFolder);
      return null;
    }
    await sleep(startPollMs);
  }
}

/** Starts the server; tries again where another program was faster at the port, or a killed server is not quite gone. */
export async function startServer(start: ServerStart): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await tryStart(start, attempt === 1 ? start.preferredPort : 0);
    if (server !== null) return server;
    const tail = start.log.readTail();
    if (attempt === startAttempts || !passingTrouble.test(tail))
      throw describeFailedStart(start.cluster.dataFolder, tail);
    await sleep(retryMs);
  }
}

async function tryStart(
  { binaries, cluster, user, settings, log }: ServerStart,
  wanted: number,
): Promise<RunningServer | null> {
  const port = await findFreePort(wanted);
  const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
  const child = spawn(binaries.postgres, toServerArguments(cluster.dataFolder, port, settings), {
    ...identity,
    cwd: '/',
    env: serverEnvironment(),
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid ?? 0;
  // Recovery after a crash may take minutes, so there is no limit here but the server's own end.
  while (isProcessAlive(pid) && child.exitCode === null) {
    const file = readPostmasterFile(cluster.dataFolder);
    if (file?.pid === pid && file.status === 'ready') {
      try {
        return followServer(pid, cluster.dataFolder, port, await ensureDatabase(cluster, port));
      } catch (error) {
        await stopPostmaster(pid, cluster.dataFolder);
        throw error;
      }
    }
    await sleep(startPollMs);
  }
  return null;
}

async function findFreePort(wanted: number): Promise<number> {
  const probe = createServer();
  try {
    return await new Promise((resolve, reject) => {
      probe.once('error', reject);
      probe.listen(wanted, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port));
    });
  } catch (error) {
    if (wanted === 0) throw error;
    return findFreePort(0);
  } finally {
    probe.close();
  }
}

function describeFailedStart(dataFolder: string, tail: string): Error {
  const evidence = `Its log ends with:\n${tail}`;
  if (damagedData.test(tail)) {
    return dataIncompatible({
      failed: `PostgreSQL cannot use the data in ${dataFolder}.`,
      usualCause: 'Usual cause: damaged or missing files, or data of another version.',
      next: 'Restore the folder from a backup, or move it away to begin with an empty database. Nothing in it was deleted.',
      evidence,
    });
  }
  return unavailable({
    failed: `PostgreSQL did not start on ${dataFolder}.`,
    usualCause:
      'Usual cause: a full disk, too little memory, or a setting that PostgreSQL refuses.',
    next: 'Correct what the log says, or set DATABASE_URL to a PostgreSQL server.',
    evidence,
  });
}

const adoptPatienceMs = 15_000;
const startAttempts = 6;
const retryMs = 500;
const startPollMs = 20;

const passingTrouble =
  /Address already in use|shared memory block .* is still in use|lock file .* already exists/;

const damagedData =
  /database files are incompatible|checkpoint record|is not a valid data directory|incorrect checksum in control file|invalid data in file|could not (open|read|access) (file|directory) "(global|base|pg_)|required .* directory .* does not exist|PANIC/;
