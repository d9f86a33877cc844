import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** How a command line of credsweep is run. */
export type CredsweepOptions = {
  /** All that the process sees of an environment, besides `PATH` and a home without AWS profiles. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  /** A program of the test's own in place of credsweep's. */
  readonly program?: string;
  /** Another Node.js than that of the test. */
  readonly node?: string;
  /** After so long the process is killed and its run rejects; by default 25 s. */
  readonly timeoutMs?: number;
};

/** How a run of credsweep ended, and what it wrote. */
export type CredsweepRun = {
  /** Null when a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** A credsweep that is running. */
export interface CredsweepProcess {
  readonly pid: number;
  /** Resolves once stdout or stderr has a text like that; rejects when the process ends without it. */
  waitForOutput(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves at the end; rejects, with all that was written, when it took too long. */
  readonly ended: Promise<CredsweepRun>;
}

/** Runs the real program as a process of its own, to its end. */
export function runCredsweep(
  args: readonly string[],
  options: CredsweepOptions,
): Promise<CredsweepRun> {
  return startCredsweep(args, options).ended;
}

/** Starts the real program as a process of its own. */
export function startCredsweep(
  args: readonly string[],
  {
    environment,
    workingFolder,
    program = credsweep,
    node = process.execPath,
    timeoutMs = defaultTimeoutMs,
  }: CredsweepOptions,
): CredsweepProcess {
  const child = spawn(node, [program, ...args], {
    cwd: workingFolder,
    env: { ...bareEnvironment(workingFolder), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const describe = (): string =>
    `credsweep ${args.join(' ')}\nstdout:\n${output.stdout}\nstderr:\n${output.stderr}`;
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const ended = once(child, 'close').then(([exitCode, signal]): CredsweepRun => {
    clearTimeout(timer);
    if (timedOut) throw new Error(`Not ended after ${timeoutMs} ms: ${describe()}`);
    return { exitCode, signal, ...output };
  });
  // Whoever waits for the end is told; a test that does not wait is not failed by it.
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    waitForOutput(pattern) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(output.stdout) && !pattern.test(output.stderr)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        const giveUp = (): void => reject(new Error(`Ended without ${pattern}: ${describe()}`));
        ended.then(giveUp, giveUp);
      });
    },
  };
}

/**
 * The home is the working folder, so that nobody's AWS profile is used; a machine in EC2 is not asked for credentials.
 * With a compile cache each start takes less than half the time.
 */
function bareEnvironment(workingFolder: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: workingFolder,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_COMPILE_CACHE: compileCache,
  };
}

const credsweep = fileURLToPath(new URL('../../cli/bin/credsweep.js', import.meta.url));
const compileCache = fileURLToPath(
  new URL('../../../node_modules/.cache/credsweep-tests', import.meta.url),
);
const defaultTimeoutMs = 25_000;
