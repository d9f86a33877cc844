import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  renderCredentialReport,
  startSimulator,
  type SimulatedOrganization,
  type Simulator,
  type SimulatorOptions,
} from '@credsweep/simulator';
import { inject } from 'vitest';
import {
  runCredsweep,
  startCredsweep,
  type CredsweepOptions,
  type CredsweepProcess,
  type CredsweepRun,
} from './run-credsweep.ts';
import { createTemplate, type TestDatabase } from './template-database.ts';

/** Everything that a test of the whole program needs, and nobody else uses. */
export interface ScanStage {
  readonly simulator: Simulator;
  readonly organization: SimulatedOrganization;
  readonly database: TestDatabase;
  /** The working folder of every process; it has no configuration file yet. */
  readonly folder: string;
  /** What a process needs to find the simulator and the database. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs the program to its end; `overrides` go over the stage's environment, an empty text unsets. */
  run(args: readonly string[], overrides?: StageOverrides): Promise<CredsweepRun>;
  start(args: readonly string[], overrides?: StageOverrides): CredsweepProcess;
  /** Writes a file into the working folder and gives its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

/** What a single run has different. */
type StageOverrides = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
};

/** How a stage is set; the simulator has no faults and reports that are ready at once, unless told otherwise. */
export type StageOptions = Omit<SimulatorOptions, 'organization'> & {
  readonly organization: SimulatedOrganization;
  /** Further variables for every process, such as `REDIS_URL`. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True: AWS has no report of any account yet, so that each must be generated and polled for. */
  readonly withoutReports?: boolean;
};

/** Sets a stage: a simulated organization, a database cloned from the template, and an empty folder. */
export async function openStage(options: StageOptions): Promise<ScanStage> {
  const { organization, environment: extra = {}, withoutReports, ...simulatorOptions } = options;
  const adminUrl = inject('postgresAdminUrl');
  if (adminUrl === undefined)
    throw new Error('The run has no PostgreSQL: set globalSetup in vitest.config.ts.');
  if (withoutReports !== true) prepareReports(organization, options.now?.() ?? new Date());
  const database = await (await createTemplate(adminUrl)).cloneDatabase();
  // Clones would share the identity of their template, and with it the jobs in one Redis.
  await database.pool.query('update credsweep.instance set instance_id = $1', [randomUUID()]);
  const simulator = await startSimulator({ organization, ...simulatorOptions });
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-stage-'));
  const environment = { ...simulator.environment, DATABASE_URL: database.url, ...extra };
  const started = new Set<CredsweepProcess>();
  const toOptions = (overrides: StageOverrides = {}): CredsweepOptions => ({
    workingFolder: folder,
    ...overrides,
    environment: { ...environment, ...overrides.environment },
  });
  return {
    simulator,
    organization,
    database,
    folder,
    environment,
    run: (args, overrides) => runCredsweep(args, toOptions(overrides)),
    start(args, overrides) {
      const credsweep = startCredsweep(args, toOptions(overrides));
      started.add(credsweep);
      return credsweep;
    },
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    async close() {
      for (const credsweep of started) credsweep.kill('SIGKILL');
      await Promise.allSettled([...started].map((credsweep) => credsweep.ended));
      await simulator.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Sets a stage for some work, and clears it away afterwards, however the work ends. */
export async function withStage<Result>(
  options: StageOptions,
  work: (stage: ScanStage) => Promise<Result>,
): Promise<Result> {
  const stage = await openStage(options);
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

/**
 * Lets AWS have a report of every account as the account is at this moment, so that a scan need not wait for it; also
 * makes a change of the world show in the next scan, which AWS does only after four hours.
 */
export function prepareReports(organization: SimulatedOrganization, generatedAt: Date): void {
  for (const account of organization.accounts.values()) {
    const content = renderCredentialReport(organization, account);
    account.storedReport = {
      generatedAt,
      readyAt: generatedAt,
      readyAtRealMs: 0,
      readContent: () => content,
    };
  }
}
