import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type BenchPostgres } from './start-postgres.ts';
import { startRedis, type BenchRedis } from './start-redis.ts';

/** The servers that all scans of a run share, and a folder that goes with them. */
export interface BenchServers {
  readonly postgres: BenchPostgres;
  /** Null where the machine has no `redis-server`. */
  readonly redis: BenchRedis | null;
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts PostgreSQL and Redis on loopback. */
export async function startServers(): Promise<BenchServers> {
  const folder = await mkdtemp(join(tmpdir(), 'credsweep-bench-'));
  // PostgreSQL refuses to run as root, and as another user it must get through here.
  await chmod(folder, 0o755);
  const postgres = await startPostgres(folder);
  const redis = await startRedis();
  return {
    postgres,
    redis,
    folder,
    async stop() {
      await redis?.stop();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
