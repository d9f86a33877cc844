import type { AccountScanJob } from '@credsweep/core';
import { z } from 'zod';

/** The kinds of job; each has a BullMQ queue of its own and one job name. */
export type JobKind =
  | 'list-accounts'
  | 'scan-account'
  | 'close-scan'
  | 'reconcile'
  | 'start-scan'
  | 'deliver-alert';

/** What the jobs of each kind carry: ids only, and the version of their shape. */
export const jobDataSchemas = {
  'list-accounts': z.strictObject({
    v: z.literal(1),
    scanId: positiveInteger(),
    generation: nonNegativeInteger(),
  }),
  'scan-account': z.strictObject({
    v: z.literal(1),
    scanId: positiveInteger(),
    accountId: z.string().regex(/^\d{12}$/, 'must be 12 digits'),
    generation: nonNegativeInteger(),
  }),
  'close-scan': z.strictObject({ v: z.literal(1), scanId: positiveInteger() }),
  reconcile: z.strictObject({ v: z.literal(1) }),
  'start-scan': z.strictObject({ v: z.literal(1), schedule: z.string().min(1) }),
  'deliver-alert': z.strictObject({ v: z.literal(1), messageId: z.uuid() }),
} as const satisfies Record<JobKind, z.ZodType>;

/** The data of a job of one kind. */
export type JobData<Kind extends JobKind> = z.infer<(typeof jobDataSchemas)[Kind]>;

/** Names the BullMQ queue of a kind; a PostgreSQL schema `bullmq` may hold the queues of other programs too. */
export function nameQueue(kind: JobKind): string {
  return `credsweep-${kind}`;
}

/** Names the job that lists the accounts of a scan. */
export function nameListingJob(scanId: number, generation: number): string {
  return `listing-${scanId}-${generation}`;
}

/** Names the job of an account scan. */
export function nameAccountScanJob(job: AccountScanJob): string {
  return `scan-${job.scanId}-${job.accountId}-${job.generation}`;
}

/** Names the job that closes a scan. */
export function nameClosingJob(scanId: number): string {
  return `closing-${scanId}`;
}

/** Names the job that delivers a message. */
export function nameDeliveryJob(messageId: string): string {
  return `alert-${messageId}`;
}

function positiveInteger(): z.ZodNumber {
  return z.int32().positive();
}

function nonNegativeInteger(): z.ZodNumber {
  return z.int32().nonnegative();
}
