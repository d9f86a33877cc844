import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backend, BenchOptions, World } from './bench-options.ts';
import {
  startMeasured,
  type MeasuredProcess,
  type MeasuredRun,
} from './processes/measured-process.ts';
import type { BenchServers } from './servers/start-servers.ts';
import type { BenchDatabase } from './servers/start-postgres.ts';
import type { BenchRedis } from './servers/start-redis.ts';
import { startSimulatorProcess, type SimulatorProcess } from './servers/start-simulator-process.ts';

/** A simulated AWS, a database, a queue, and the real program beside them. */
export interface Fleet {
  readonly simulator: SimulatorProcess;
  readonly database: BenchDatabase;
  /** Null where the queue is in PostgreSQL. */
  readonly redis: BenchRedis | null;
  /** What a process needs to find them all. */
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Starts `credsweep worker` and waits until it works. */
  startWorker(): Promise<MeasuredProcess>;
  /** Runs `credsweep` to its end; throws what it complains about when it fails. */
  run(args: readonly string[]): Promise<MeasuredRun>;
  close(): Promise<void>;
}

/** What all fleets of a bench share. */
export type FleetParts = {
  readonly servers: BenchServers;
  /** The start of the program, as `stageProgram` gives it. */
  readonly program: string;
  readonly options: BenchOptions;
};

/** Opens a fleet without workers for one world, with a database and a queue of its own. */
export async function openFleet(
  { servers, program, options }: FleetParts,
  world: World,
  backend: Backend,
): Promise<Fleet> {
  const name = `bench_${world.accounts}_${world.users}_${backend}_${Date.now()}`;
  const folder = join(servers.folder, name);
  await mkdir(folder);
  const redis = backend === 'redis' ? servers.redis : null;
  const database = await servers.postgres.createDatabase(name);
  const { accounts, users } = world;
  const simulator = await startSimulatorProcess(
    { ...options, accounts, usersPerAccount: users },
    folder,
  );
  const environment = {
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...simulator.environment,
    DATABASE_URL: database.url,
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const running = new Set<MeasuredProcess>();
  const start = (args: readonly string[], flags: readonly string[] = []): MeasuredProcess => {
    const { profileFolder } = options;
    const credsweep = startMeasured(program, args, {
      environment: { ...imageEnvironment, ...environment },
      workingFolder: folder,
      nodeFlags: [
        ...flags,
        ...(profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`]),
      ],
      keepOutput: true,
    });
    running.add(credsweep);
    void credsweep.ended.then(() => running.delete(credsweep));
    return credsweep;
  };
  return {
    simulator,
    database,
    redis,
    environment,
    folder,
    async startWorker() {
      const concurrency = String(options.concurrency);
      const worker = start(['worker', '--concurrency', concurrency], options.workerFlags);
      await worker.waitForOutput(/Working with \d+ accounts/);
      return worker;
    },
    async run(args) {
      const run = await start(args).ended;
      if (run.exitCode !== 0) {
        throw new Error(`credsweep ${args.join(' ')} ended with ${run.exitCode}:\n${run.stderr}`);
      }
      return run;
    },
    async close() {
      const left = [...running];
      for (const credsweep of left) credsweep.kill('SIGKILL');
      await Promise.all(left.map(({ ended }) => ended));
      await simulator.stop();
      await database.drop();
    },
  };
}

/** As the Dockerfile has it. */
const imageEnvironment = { MALLOC_ARENA_MAX: '2' };
