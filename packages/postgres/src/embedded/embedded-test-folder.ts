import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { onTestFinished } from 'vitest';
import { readServerRecord } from './server-record.ts';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './start-embedded-postgres.ts';

/** A data folder of one test, with a folder for temporary files of its own, so that left-over sockets are seen. */
export type TestFolder = {
  readonly home: string;
  /** Uses the server in this process, until the end of the test at the latest. */
  start(options?: Omit<EmbeddedPostgresOptions, 'home'>): Promise<EmbeddedPostgres>;
  /** Starts a user process in a process group of its own, and waits until it has the server. */
  startUser(): Promise<TestUser>;
  killUsers(): void;
  /** Zero if there is no supervisor. */
  supervisorPid(): number;
  /** The pids of this folder's PostgreSQL servers. */
  serverPids(): readonly number[];
  /** What must not be there once the last user is gone: processes, sockets, the record. */
  findLeftovers(): readonly string[];
  /** Waits until nothing is left over, and gives what still is after ten seconds. */
  waitForNothing(): Promise<readonly string[]>;
};

/** A process that uses the server. */
type TestUser = {
  readonly process: ChildProcess & { readonly pid: number };
  readonly url: string;
  readonly startedHere: boolean;
  nextLine(): Promise<string>;
};

/** Makes a data folder that goes away after the test, with the server that may still run in it. */
export function makeTestFolder({ closedToOthers = false } = {}): TestFolder {
  const parent = mkdtempSync('/tmp/credsweep-test-');
  if (!closedToOthers) chmodSync(parent, 0o755);
  const home = join(parent, 'home');
  const temporary = join(parent, 'tmp');
  mkdirSync(temporary);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  const users: ChildProcess[] = [];
  const started: EmbeddedPostgres[] = [];

  function findProcesses(): readonly { pid: number; command: string }[] {
    const dataFolder = readDataFolder(home);
    return listProcesses().filter(({ command }) =>
      [home, dataFolder].some((folder) => command.includes(folder)),
    );
  }
  const folder: TestFolder = {
    home,
    async start(options = {}) {
      const server = await startEmbeddedPostgres({ home, ...options });
      started.push(server);
      return server;
    },
    async startUser() {
      const program = fileURLToPath(new URL('./user-process.fixture.ts', import.meta.url));
      const child = spawn(process.execPath, [program, home], {
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      users.push(child);
      const lines = createInterface(child.stdout);
      const first = JSON.parse(await readLine(lines)) as { url: string; startedHere: boolean };
      return { ...first, process: child as TestUser['process'], nextLine: () => readLine(lines) };
    },
    killUsers: () => users.forEach((user) => user.kill('SIGKILL')),
    supervisorPid: () => readServerRecord(join(home, 'server.json'))?.supervisorPid ?? 0,
    serverPids: () =>
      findProcesses()
        .filter(({ command }) => command.includes('bin/postgres'))
        .map(({ pid }) => pid),
    findLeftovers() {
      const running = findProcesses().filter(({ command }) => !command.includes('user-process'));
      const sockets = readdirSync(temporary).filter((name) => !name.startsWith('credsweep-data-'));
      const record = existsSync(join(home, 'server.json')) ? ['server.json'] : [];
      return [...running.map(({ pid, command }) => `${pid} ${command}`), ...sockets, ...record];
    },
    async waitForNothing() {
      for (let waited = 0; waited < 10_000 && folder.findLeftovers().length > 0; waited += 100)
        await sleep(100);
      return folder.findLeftovers();
    },
  };
  onTestFinished(async () => {
    folder.killUsers();
    for (const server of started) await server.close();
    await folder.waitForNothing();
    for (const { pid } of findProcesses()) process.kill(pid, 'SIGKILL');
    const dataFolder = readDataFolder(home);
    for (const path of [dataFolder, parent])
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }, cleanUpMs);
  return folder;
}

/** Runs one query on a server and gives its first row. */
export async function queryOnce<Row extends object>(
  url: string,
  sql: string,
): Promise<Row | undefined> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows[0] as Row | undefined;
  } finally {
    await client.end();
  }
}

/** Where root's data is, if not in the data folder. */
export function readDataFolder(home: string): string {
  const pointer = join(home, 'location.json');
  return existsSync(pointer)
    ? (JSON.parse(readFileSync(pointer, 'utf8')) as { dataFolder: string }).dataFolder
    : home;
}

async function readLine(lines: Interface): Promise<string> {
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

function listProcesses(): readonly { pid: number; command: string }[] {
  if (!existsSync('/proc/self/cmdline')) {
    const listed = spawnSync('ps', ['-A', '-ww', '-o', 'pid=,command='], {
      encoding: 'utf8',
    }).stdout;
    return listed.split('\n').map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [
          {
            pid: Number(pid),
            command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '),
          },
        ];
      } catch {
        return [];
      }
    });
}

/** Longer than the slowest orderly stop. */
const cleanUpMs = 40_000;
