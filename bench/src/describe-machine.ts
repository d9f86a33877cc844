import { arch, cpus, platform, release } from 'node:os';
import type { MachineFigures } from './bench-report.ts';
import type { BenchServers } from './servers/start-servers.ts';

/** Tells where and on what the figures were measured. */
export function describeMachine({ postgres, redis }: BenchServers): MachineFigures {
  const processors = cpus();
  return {
    measuredAt: new Date().toISOString(),
    node: process.version,
    postgres: postgres.version,
    redis: redis?.version ?? null,
    platform: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
  };
}
