import { setTimeout as sleep } from 'node:timers/promises';
import { findSupervisor, type FoundSupervisor } from './find-supervisor.ts';
import { openHomeFolder } from './home-folder.ts';
import type { SupervisorConnection } from './supervisor-connection.ts';

/** The private PostgreSQL server of a data folder, in use by this process until `close`. */
export type EmbeddedPostgres = {
  /** `postgresql://...@127.0.0.1:PORT/credsweep`, password included. */
  readonly url: string;
  /** The version of the server, such as `18.4`. */
  readonly version: string;
  /** False if another process had already started the server, and this one joined it. */
  readonly startedHere: boolean;
  /** Gives the server up. It stops when its last user is gone; if that is this one, `close` resolves after the stop. */
  close(): Promise<void>;
};

/** What the embedded server is started from. */
export type EmbeddedPostgresOptions = {
  /** The data folder, such as `<cwd>/.credsweep`; made if it is missing. */
  readonly home: string;
  /** Settings of postgresql.conf on top of ours. They apply if this process starts the server, not if it joins it. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly onProgress?: (message: string) => void;
};

/**
 * Gives a private, persistent PostgreSQL server that keeps its data in a folder and is shared by all processes that
 * use this folder. The first use makes the database, which takes a few seconds.
 *
 * The server listens on loopback only, on a free port, with a password that is kept in the folder. It stops when the
 * last process that uses it has closed it, ended or crashed. If the supervisor of the server is killed while this
 * process uses it, this process brings in another one, which keeps the server running. Only if the supervisor and all
 * users are killed at the same moment does the server stay behind; the next start in the folder takes it over.
 *
 * Throws `EmbeddedPostgresError`: `embedded_postgres_unavailable`, `embedded_postgres_data_incompatible`.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const home = openHomeFolder(options.home);
  const settings = options.settings ?? {};
  const found = await findSupervisor(home, settings, options.onProgress ?? (() => undefined));
  const user = keepUsing(found.connection, () => findSupervisor(home, settings, () => undefined));
  const { url, version } = found.connection.ready;
  return { url, version, startedHere: found.startedHere, close: () => user.close() };
}

/** Stays a user of the server for as long as it is wanted, across supervisors that are killed. */
function keepUsing(
  first: SupervisorConnection,
  findAgain: () => Promise<FoundSupervisor>,
): { close(): Promise<void> } {
  let current: Promise<SupervisorConnection | null> = Promise.resolve(first);
  let closing: Promise<void> | null = null;
  let rescues = 0;

  async function watch(connection: SupervisorConnection): Promise<void> {
    const wasKilled = await connection.lost;
    if (!wasKilled || closing !== null || rescues === mostRescues) return;
    rescues += 1;
    current = rescue();
  }

  async function rescue(): Promise<SupervisorConnection | null> {
    await sleep(rescueDelayMs * (rescues - 1), undefined, { ref: false });
    // If no supervisor can be had, the next query fails and says so; there is nobody here to tell.
    const found = await findAgain().catch(() => null);
    if (found !== null) void watch(found.connection);
    return found?.connection ?? null;
  }
  async function release(): Promise<void> {
    const connection = await current;
    await connection?.release();
  }

  void watch(first);
  return { close: () => (closing ??= release()) };
}

/** A supervisor that is killed again and again is killed by someone who means it. */
const mostRescues = 5;

const rescueDelayMs = 1000;
