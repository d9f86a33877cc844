import { cpus } from 'node:os';
import type { ScanFigures } from './bench-report.ts';
import type { Fleet } from './open-fleet.ts';
import { readBusyMs } from './processes/cpu-of-machine.ts';
import type { MeasuredProcess, ProcessUsage } from './processes/measured-process.ts';
import { readPostgresCpuMs } from './servers/postgres-figures.ts';
import type { RedisFigures } from './servers/start-redis.ts';

/** What every process has used up to a moment. */
export type Gauges = {
  readonly atMs: number;
  readonly workers: readonly ProcessUsage[];
  readonly simulator: ProcessUsage;
  readonly postgresCpuMs: number | null;
  readonly redis: RedisFigures | null;
  readonly busyMs: number | null;
};

/** Reads all gauges, those that take longest last. */
export async function readGauges(
  { simulator, database, redis }: Fleet,
  workers: readonly MeasuredProcess[],
): Promise<Gauges> {
  return {
    atMs: performance.now(),
    workers: await Promise.all(workers.map((worker) => worker.readUsage())),
    simulator: await simulator.readUsage(),
    redis: redis === null ? null : await redis.readFigures(),
    postgresCpuMs: await readPostgresCpuMs(database.pool),
    busyMs: await readBusyMs(),
  };
}

/** CPU time between two readings, for each account, and what other programs took of the machine meanwhile. */
export function compareCpu(
  before: Gauges,
  after: Gauges,
  { producer, accounts }: { readonly producer: ProcessUsage; readonly accounts: number },
): Pick<ScanFigures, 'cpuMsPerAccount' | 'otherCpuShare'> {
  const spend = (read: (gauges: Gauges) => number | null): number | null => {
    const [from, to] = [read(before), read(after)];
    return from === null || to === null ? null : to - from;
  };
  const worker = sumCpu(after.workers) - sumCpu(before.workers);
  const simulator = after.simulator.cpuMs - before.simulator.cpuMs;
  const postgres = spend((gauges) => gauges.postgresCpuMs);
  const redis = spend((gauges) => gauges.redis?.cpuMs ?? null);
  const busy = spend((gauges) => gauges.busyMs);
  const known = worker + producer.cpuMs + simulator + (postgres ?? 0) + (redis ?? 0);
  const available = (after.atMs - before.atMs) * cpus().length;
  const perAccount = <Figure extends number | null>(figure: Figure): Figure =>
    (figure === null ? null : figure / accounts) as Figure;
  return {
    cpuMsPerAccount: {
      ours: perAccount(worker + producer.cpuMs),
      worker: perAccount(worker),
      producer: perAccount(producer.cpuMs),
      postgres: perAccount(postgres),
      redis: perAccount(redis),
      simulator: perAccount(simulator),
    },
    otherCpuShare: busy === null ? null : Math.max(0, (busy - known) / available),
  };
}

function sumCpu(usages: readonly ProcessUsage[]): number {
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}
