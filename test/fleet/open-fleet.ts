import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  startSimulator,
  type SimulatedOrganization,
  type Simulator,
  type SimulatorOptions,
} from '@credsweep/simulator';
import {
  createTemplate,
  type CredsweepProcess,
  prepareReports,
  type QueueServers,
  runCredsweep,
  startCredsweep,
  type TestDatabase,
} from '@credsweep/testkit';
import { startQuickWorker } from './start-quick-worker.ts';

/** Where the queue of a fleet is. */
export type FleetBackend = 'redis' | 'postgres';

/** How a fleet is set up; the simulator has reports that are ready at once. */
export type FleetOptions = Omit<SimulatorOptions, 'organization'> & {
  readonly organization: SimulatedOrganization;
  readonly backend: FleetBackend;
  /** Servers of the test's own, since it may kill them. */
  readonly servers: QueueServers;
};

/** A simulated organization, a database, a queue, and any number of worker processes. */
export interface Fleet {
  readonly simulator: Simulator;
  readonly database: TestDatabase;
  /** The working folder of every process. */
  readonly folder: string;
  /** What a process needs to find them all. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts `credsweep worker` and waits until it works; `extra` goes over the environment. */
  startWorker(
    concurrency: number,
    extra?: Readonly<Record<string, string>>,
  ): Promise<CredsweepProcess>;
  /** Starts the same roles with locks of 3 s and a reconciler that runs each second, and waits until they work. */
  startQuickWorker(concurrency: number): Promise<CredsweepProcess>;
  /** Starts the program with any command line; `extra` goes over the environment. */
  start(args: readonly string[], extra?: Readonly<Record<string, string>>): CredsweepProcess;
  /** Enqueues a scan for the workers with `credsweep scan --detach`, and gives its number. */
  enqueueScan(args?: readonly string[]): Promise<number>;
  /** Kills what is running, and drops the database. */
  close(): Promise<void>;
}

/** Sets up a fleet without a worker. */
export async function openFleet(options: FleetOptions): Promise<Fleet> {
  const { organization, backend, servers, ...simulatorOptions } = options;
  if (backend === 'redis' && servers.redis === null) throw new Error('There is no redis-server.');
  const template = await createTemplate(servers.postgres.url('postgres'));
  const database = await template.cloneDatabase();
  // Clones would share the identity of their template, and with it the jobs in one Redis.
  await database.pool.query('update credsweep.instance set instance_id = $1', [randomUUID()]);
  prepareReports(organization, simulatorOptions.now?.() ?? new Date());
  const simulator = await startSimulator({ organization, ...simulatorOptions });
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-fleet-'));
  const environment = {
    ...simulator.environment,
    DATABASE_URL: database.url,
    ...(backend === 'redis' ? { REDIS_URL: servers.redis?.url ?? '' } : {}),
  };
  const place = { environment, workingFolder: folder, timeoutMs: lifetimeMs };
  const started = new Set<CredsweepProcess>();
  const keep = (worker: CredsweepProcess): CredsweepProcess => {
    started.add(worker);
    void worker.ended.finally(() => started.delete(worker)).catch(() => undefined);
    return worker;
  };
  const start: Fleet['start'] = (args, extra = {}) =>
    keep(startCredsweep(args, { ...place, environment: { ...environment, ...extra } }));
  return {
    simulator,
    database,
    folder,
    environment,
    async startWorker(concurrency, extra) {
      const worker = start(['worker', '--concurrency', String(concurrency)], extra);
      await worker.waitForOutput(workingPattern);
      return worker;
    },
    async startQuickWorker(concurrency) {
      const worker = keep(startQuickWorker(concurrency, place));
      await worker.waitForOutput(/Working/);
      return worker;
    },
    start,
    async enqueueScan(args = []) {
      const run = await runCredsweep(['scan', '--detach', '--format', 'json', ...args], place);
      if (run.exitCode !== 0) throw new Error(run.stderr);
      return (JSON.parse(run.stdout) as { scanId: number }).scanId;
    },
    async close() {
      const workers = [...started];
      for (const worker of workers) worker.kill('SIGKILL');
      await Promise.allSettled(workers.map((worker) => worker.ended));
      await simulator.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a question to the database has the answer that is wanted; a database that is away is asked again. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  isSo: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  let trouble: unknown;
  for (;;) {
    try {
      if (await isSo()) return;
      trouble = undefined;
    } catch (failure) {
      trouble = failure;
    }
    if (Date.now() > deadline) {
      throw new Error(`Not within ${timeoutMs} ms: ${what}.`, { cause: trouble });
    }
    await pause(pollMs);
  }
}

const workingPattern = /Working with \d+ accounts/;
/** Longer than any test: a worker that its test forgets does not outlive the run for long. */
const lifetimeMs = 300_000;
const pollMs = 50;
