export { findFreePort } from './find-free-port.ts';
export { usePostgres, type PostgresFixture } from './postgres-fixture.ts';
export { startPostgresServer, type PostgresServer } from './postgres-server.ts';
export type { ProvidedContext } from './provided-context.ts';
export { createNamespace, startQueueServers, type QueueServers } from './queue-servers.ts';
export { readSqlExamples, type SqlExample } from './read-sql-examples.ts';
export { redisHint, startRedisServer, type RedisServer } from './redis-server.ts';
export {
  runCredsweep,
  startCredsweep,
  type CredsweepOptions,
  type CredsweepProcess,
  type CredsweepRun,
} from './run-credsweep.ts';
export { stubHandlers } from './scan-job-handlers.ts';
export {
  openStage,
  prepareReports,
  withStage,
  type ScanStage,
  type StageOptions,
} from './scan-stage.ts';
export { createTemplate, type TemplateDatabase, type TestDatabase } from './template-database.ts';
