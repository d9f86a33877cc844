import { randomBytes } from 'node:crypto';

import { startPostgresServer, type PostgresServer } from './postgres-server.ts';
import { redisHint, startRedisServer, type RedisServer } from './redis-server.ts';

/** The servers that a test of the queue runs on. */
export interface QueueServers {
  readonly postgres: PostgresServer;
  /** Null when the machine has no `redis-server`; in CI starting fails instead. */
  readonly redis: RedisServer | null;
  stop(): Promise<void>;
}

/** Starts both servers; says loudly when there is no Redis, and throws about it when `CI` is set. */
export async function startQueueServers(): Promise<QueueServers> {
  const redis = await startRedisServer();
  if (redis === null) {
    if (process.env['CI'] !== undefined) throw new Error(redisHint);
    process.stderr.write(`\n${redisHint}\n\n`);
  }
  const postgres = await startPostgresServer();
  return {
    postgres,
    redis,
    async stop() {
      await Promise.all([postgres.stop(), redis?.stop()]);
    },
  };
}

/** Gives a namespace that no other test uses. */
export function createNamespace(): string {
  return randomBytes(8).toString('hex');
}
