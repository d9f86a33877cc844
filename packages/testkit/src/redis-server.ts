import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { findFreePort } from './find-free-port.ts';

/** A throw-away Redis on loopback. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Kills the server, and starts it on the same port again; its data survives only with `keepData`. */
  restart(options: { readonly keepData: boolean }): Promise<void>;
  /** Kills the server at once, as a crash would; `restart` brings it back. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Tells how to get the server that a test has not found. */
export const redisHint =
  'Redis tests are skipped: there is no redis-server. Get it with: apt-get install redis-server, or brew install redis.';

/**
 * Starts a Redis of its own for tests, with data in a temporary folder.
 *
 * Gives null when the machine has no `redis-server`. Extra arguments go to the server as they are.
 */
export async function startRedisServer(
  extraArguments: readonly string[] = [],
): Promise<RedisServer | null> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-redis-'));
  const port = await findFreePort();
  let child: ChildProcess | null = null;

  const start = async (): Promise<boolean> => {
    const started = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'yes',
        '--appendfsync',
        'always',
        ...extraArguments,
      ],
      { stdio: 'ignore' },
    );
    child = started;
    let failed = false;
    let missing = false;
    started.once('error', () => {
      missing = true;
    });
    started.once('exit', () => {
      failed = true;
    });
    for (let waitedMs = 0; waitedMs < startTimeoutMs; waitedMs += pollMs) {
      if (missing) return false;
      if (failed) throw new Error(`redis-server did not start on port ${port}`);
      if (await answers(port)) return true;
      await pause(pollMs);
    }
    throw new Error(`redis-server did not answer on port ${port} within ${startTimeoutMs} ms`);
  };

  const kill = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise((resolve) => child?.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  };
  // A test run that ends abruptly leaves no server behind.
  const killAtExit = (): void => void child?.kill('SIGKILL');

  if (!(await start())) {
    await rm(folder, { recursive: true, force: true });
    return null;
  }
  process.once('exit', killAtExit);
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    async restart({ keepData }) {
      await kill();
      if (!keepData) await rm(join(folder, 'appendonlydir'), { recursive: true, force: true });
      await start();
    },
    async stop() {
      process.off('exit', killAtExit);
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether Redis answers `PING`; one that asks for a password answers too. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    const end = (result: boolean): void => {
      socket.destroy();
      resolve(result);
    };
    socket.once('data', (data) => end(!data.toString().startsWith('-LOADING')));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}

const startTimeoutMs = 15_000;
const pollMs = 20;
