import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a script is run. */
export type ShellOptions = {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
};

/** A script that is running. */
export interface RunningScript {
  readonly child: ChildProcess;
  /** All that it has written so far. */
  readonly output: () => string;
}

/** Runs a script of bash to its end; rejects, with all that it wrote, when it ends with another code. */
export async function runScript(
  script: string,
  exitCode: number,
  options: ShellOptions,
): Promise<void> {
  const { child, output } = startScript(script, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  if (code !== exitCode)
    throw new Error(`${script}\nended with ${code}, not ${exitCode}:\n${output()}`);
}

/** Starts a script and waits until it has written a text like that. */
export async function startService(
  script: string,
  isReady: RegExp,
  options: ShellOptions,
): Promise<RunningScript> {
  const service = startScript(script, options);
  for (const deadline = Date.now() + timeoutMs; !isReady.test(service.output()); await sleep(50)) {
    if (Date.now() > deadline || service.child.exitCode !== null)
      throw new Error(`${script}\ndoes not get ready:\n${service.output()}`);
  }
  return service;
}

function startScript(script: string, { folder, environment }: ShellOptions): RunningScript {
  let output = '';
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

/** Also on a machine that is busy with other tests. */
const timeoutMs = 120_000;
