export { checkPostgresQueue } from './check-postgres-queue.ts';
export { checkRedis } from './check-redis.ts';
export {
  connectQueue,
  type ConnectQueueOptions,
  type QueueWorkers,
  type ScanQueueConnection,
  type StartWorkersOptions,
} from './connect-queue.ts';
export type { CountedState, JobCounts } from './count-jobs.ts';
export type { JobKind } from './job-kinds.ts';
export type { QueueBackend } from './queue-engine.ts';
export type { QueueTrouble } from './report-trouble.ts';
export { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';
export { reconcileScans, type ReconciliationDependencies } from './reconcile-scans.ts';
