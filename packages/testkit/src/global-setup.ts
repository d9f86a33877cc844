import './provided-context.ts';
import type { TestProject } from 'vitest/node';
import { startPostgresServer } from './postgres-server.ts';
import { redisHint, startRedisServer } from './redis-server.ts';
import { createTemplate } from './template-database.ts';

/**
 * Starts the servers that a whole test run shares: one PostgreSQL with the migrated template, and one Redis.
 *
 * Without a `redis-server` the tests that need one are skipped, which is told; where `CI` is set, the run fails instead.
 */
// oxlint-disable-next-line import/no-default-export -- vitest asks for it
export default async function startServers(project: TestProject): Promise<() => Promise<void>> {
  const [postgres, redis] = await Promise.all([startPostgresServer(), startRedisServer()]);
  const stop = async (): Promise<void> => {
    await Promise.all([postgres.stop(), redis?.stop()]);
  };
  try {
    const adminUrl = postgres.url('postgres');
    await createTemplate(adminUrl);
    project.provide('postgresAdminUrl', adminUrl);
    if (redis !== null) project.provide('redisUrl', redis.url);
    else if (process.env['CI'] !== undefined) throw new Error(redisHint);
    else process.stderr.write(`\n${redisHint}\n\n`);
  } catch (failure) {
    await stop();
    throw failure;
  }
  return stop;
}
