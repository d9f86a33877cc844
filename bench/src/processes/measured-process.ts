import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a process has used since it began. */
export type ProcessUsage = {
  /** User and system time, in milliseconds. */
  readonly cpuMs: number;
  /** The most memory that was resident, ever. */
  readonly peakMb: number;
  /** What is resident now, and what of it are objects of JavaScript, garbage included. */
  readonly rssMb: number;
  readonly heapMb: number;
};

/** How a process ended. */
export type MeasuredRun = {
  readonly exitCode: number | null;
  readonly stdout: string;
  /** The end of it. */
  readonly stderr: string;
  readonly usage: ProcessUsage;
  readonly wallMs: number;
};

/** A Node.js process whose CPU time and memory are measured from inside. */
export interface MeasuredProcess {
  readonly pid: number;
  /** What it has used up to this moment. */
  readUsage(): Promise<ProcessUsage>;
  /** Gives what it writes like that, to stdout or stderr, from now on; rejects when the process ends without it. */
  waitForOutput(pattern: RegExp): Promise<string>;
  /** Asks a process that was started with a channel, and waits for its answer. */
  ask(question: unknown): Promise<unknown>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<MeasuredRun>;
}

/** What is run, and where. */
export type MeasuredOptions = {
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
  readonly nodeFlags?: readonly string[];
  /** Whether the process can be asked by messages. */
  readonly channel?: true;
  /** Whether all of stdout is kept. */
  readonly keepOutput?: true;
};

/** Starts a script of Node.js as a process of its own, with the probe that measures it. */
export function startMeasured(
  script: string,
  args: readonly string[],
  options: MeasuredOptions,
): MeasuredProcess {
  const begunAt = performance.now();
  const child = spawn(
    process.execPath,
    [...(options.nodeFlags ?? []), '--import', probe, script, ...args],
    {
      cwd: options.workingFolder,
      env: options.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(options.channel ? (['ipc'] as const) : [])],
    },
  );
  const [, stdout, stderr, usages] = child.stdio as unknown as [null, Readable, Readable, Readable];
  let kept = '';
  let complaints = '';
  stdout.setEncoding('utf8').on('data', (text: string) => {
    kept = options.keepOutput ? kept + text : '';
  });
  stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-complaintLength);
  });
  const usageLines = createInterface({ input: usages });
  let latest: ProcessUsage = { cpuMs: 0, peakMb: 0, rssMb: 0, heapMb: 0 };
  usageLines.on('line', (line) => {
    latest = JSON.parse(line) as ProcessUsage;
  });
  const ended = once(child, 'close').then(([exitCode]): MeasuredRun => ({
    exitCode: exitCode as number | null,
    stdout: kept,
    stderr: complaints,
    usage: latest,
    wallMs: performance.now() - begunAt,
  }));
  const failEarly = async (what: string): Promise<never> => {
    const { exitCode } = await ended;
    throw new Error(`${script} ended with ${exitCode} before ${what}:\n${complaints}`);
  };

  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    async readUsage() {
      const line = once(usageLines, 'line');
      child.kill('SIGUSR2');
      await Promise.race([line, failEarly('it told its usage')]);
      return latest;
    },
    async waitForOutput(pattern) {
      const found = Promise.withResolvers<string>();
      const outputs = [stdout, stderr];
      let seen = '';
      const look = (text: string): void => {
        seen += text;
        const match = pattern.exec(seen);
        if (match !== null) found.resolve(match[0]);
      };
      for (const output of outputs) output.on('data', look);
      try {
        return await Promise.race([found.promise, failEarly(`it wrote ${pattern}`)]);
      } finally {
        for (const output of outputs) output.off('data', look);
      }
    },
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question as object);
      const [message] = (await Promise.race([answer, failEarly('it answered')])) as [unknown];
      return message;
    },
  };
}

const probe = new URL('usage-probe.js', import.meta.url).href;
const complaintLength = 8_000;
