import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { createCluster, findCluster } from './data-folder.ts';
import { locateData } from './data-location.ts';
import { toEmbeddedPostgresError } from './embedded-postgres-error.ts';
import { acquireFolderLock } from './folder-lock.ts';
import { nameHomeFiles } from './home-folder.ts';
import type { RunningServer } from './running-server.ts';
import { prepareServerBinaries } from './server-binaries.ts';
import { toDatabaseUrl } from './server-database.ts';
import { openServerLog } from './server-log.ts';
import { findServerPackage } from './server-package.ts';
import { adoptServer, startServer } from './server-process.ts';
import type { ServerSettings } from './server-settings.ts';
import { openUserDoor, type UserDoor } from './user-door.ts';

/** What a supervisor is told by the process that starts it. */
export type Supervision = {
  /** The real path of the data folder. */
  readonly home: string;
  readonly settings: ServerSettings;
  /** Aborted when the process that wanted a supervisor is gone or has found another one. */
  readonly abandoned: AbortSignal;
  /** Aborted when the machine wants the supervisor to end. */
  readonly interrupted: AbortSignal;
};

/** A server, and whether it was taken over from a supervisor that was killed. */
type BroughtServer = RunningServer & { readonly wasRunning: boolean };

/**
 * Owns the server of a data folder from the first user to the last: waits for the folder's lock, lets users in, brings
 * the server up, and stops it when nobody is connected any more. Returns when all of that is over.
 */
export async function superviseServer({
  home,
  settings,
  abandoned,
  interrupted,
}: Supervision): Promise<void> {
  const files = nameHomeFiles(home);
  const lock = await acquireFolderLock(files.lock, abandoned);
  if (lock === null) return;
  const door = await openUserDoor(files.record);
  let server: RunningServer | null = null;
  try {
    const { wasRunning, ...brought } = await bringServerUp(home, settings, door);
    server = brought;
    const unused = wasRunning
      ? sleep(returnMs).then(() => door.whenUnused(0))
      : door.whenUnused(graceMs);
    await Promise.race([unused, server.gone, whenAborted(interrupted)]);
    if (interrupted.aborted) door.announce({ type: 'stopping' });
    door.shut();
    await server.stop();
  } catch (error) {
    door.announceFailure(toEmbeddedPostgresError(error, home));
    // A failure can be faster than the first user, who must hear of it.
    await Promise.race([door.whenUnused(graceMs), sleep(graceMs)]);
    door.shut();
    await server?.stop().catch(() => undefined);
  }
  await door.dismiss();
  lock.release();
}

async function bringServerUp(
  home: string,
  settings: ServerSettings,
  door: UserDoor,
): Promise<BroughtServer> {
  const report = (message: string): void => door.announce({ type: 'progress', message });
  const files = nameHomeFiles(home);
  const source = findServerPackage();
  const location = locateData(home, source.major);
  if (location.warning !== undefined) report(location.warning);
  const log = openServerLog(files.serverLog);
  const found = findCluster(location.folder, source.major);
  const adopted = found === null ? null : await adoptServer(found);
  if (found !== null && adopted !== null) {
    announceReady(door, adopted, toDatabaseUrl(found, adopted.port));
    return { ...adopted, wasRunning: true };
  }
  const binaries = prepareServerBinaries(source, location.folder, location.user);
  if (found === null)
    report(`Creating a private PostgreSQL ${source.major} database in ${location.folder}`);
  const cluster = found ?? (await createCluster(location, source.major, binaries, settings));
  report('Starting the private PostgreSQL server');
  const preferredPort = readPort(files.port);
  const server = await startServer({
    binaries,
    cluster,
    user: location.user,
    settings,
    log,
    preferredPort,
  });
  writeFileSync(files.port, String(server.port), { mode: 0o600 });
  announceReady(door, server, toDatabaseUrl(cluster, server.port));
  return { ...server, wasRunning: false };
}

function announceReady(door: UserDoor, server: RunningServer, url: string): void {
  door.announce({ type: 'ready', url, version: server.version, supervisorPid: process.pid });
}

function readPort(path: string): number {
  try {
    const port = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
  } catch {
    return 0;
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}

/** How long a server without users waits for the first one: that process may have been killed meanwhile. */
const graceMs = 5000;

/** How long a server that was taken over is kept in any case, so that its users find their way to the new supervisor. */
const returnMs = 3000;
