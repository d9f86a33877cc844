export {
  connectQueue,
  type ConnectQueueOptions,
  type QueueWorkers,
  type ScanQueueConnection,
} from './connect-queue.ts';
export type { QueueBackend } from './queue-engine.ts';
export type { QueueTrouble } from './report-trouble.ts';
export { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';
export { reconcileScans, type ReconciliationDependencies } from './reconcile-scans.ts';
