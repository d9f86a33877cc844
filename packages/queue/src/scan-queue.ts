import type { AccountScanJob, ScanQueue } from '@credsweep/core';
import type { JobsOptions } from 'bullmq';

import { findLostJobs, isLive } from './find-lost-jobs.ts';
import {
  nameAccountScanJob,
  nameClosingJob,
  nameListingJob,
  type JobData,
  type JobKind,
} from './job-kinds.ts';
import { parseJobData } from './parse-job-data.ts';
import type { BullQueue, QueueEngine } from './queue-engine.ts';
import { retryOptions, type RetryPolicy } from './retry-policy.ts';
import { retryUntil } from './retry-until.ts';
import { finishWithin } from './settle-within.ts';

/** The queues that work is added to from outside. */
export type ScanQueues = Readonly<
  Record<Exclude<JobKind, 'reconcile' | 'start-scan' | 'deliver-alert'>, BullQueue>
>;

/**
 * Makes the port `ScanQueue` of core on BullMQ queues.
 *
 * Adding is idempotent by job id and is tried again while the backend is away, for `patienceMs`; then it
 * rejects with `redis_unreachable` or `database_unreachable`, and the jobs may have been added or not.
 */
export function createScanQueue(
  engine: QueueEngine,
  queues: ScanQueues,
  options: { readonly retry: RetryPolicy; readonly patienceMs: number },
): ScanQueue {
  const jobOptions: JobsOptions = { ...retryOptions(options.retry), ...retention };
  const insist = <T>(command: () => Promise<T>): Promise<T> =>
    insistFor(options.patienceMs, engine, command);

  const add = <Kind extends keyof ScanQueues>(
    kind: Kind,
    jobId: string,
    data: JobData<Kind>,
  ): Promise<unknown> => {
    const checked = parseJobData(kind, data);
    return insist(() => queues[kind].add(kind, checked, { ...jobOptions, jobId }));
  };

  return {
    async enqueueListing(scanId, generation) {
      await add('list-accounts', nameListingJob(scanId, generation), { v: 1, scanId, generation });
    },

    async enqueueAccountScans(jobs) {
      const kind = 'scan-account';
      const bulk = jobs.map((job) => ({
        name: kind,
        data: parseJobData(kind, {
          v: 1,
          scanId: job.scanId,
          accountId: job.accountId,
          generation: job.generation,
        }),
        opts: { ...jobOptions, jobId: nameAccountScanJob(job) },
      }));
      for (let start = 0; start < bulk.length; start += jobsPerCall) {
        await insist(() => queues[kind].addBulk(bulk.slice(start, start + jobsPerCall)));
      }
    },

    async enqueueClosing(scanId) {
      const jobId = nameClosingJob(scanId);
      const queue = queues['close-scan'];
      for (let round = 0; round < maxClosingRounds; round += 1) {
        await add('close-scan', jobId, { v: 1, scanId });
        const state = await insist(() => queue.getJobState(jobId));
        // Adding an id that is kept does nothing, silently; an earlier closing that failed must make room.
        if (isLive(state) || state === 'unknown') return;
        await insist(() => queue.remove(jobId));
      }
    },

    async findLostAccountScans(jobs) {
      const ids = new Map<string, AccountScanJob>(
        jobs.map((job) => [nameAccountScanJob(job), job]),
      );
      const lost = await insist(() => findLostJobs(queues['scan-account'], [...ids.keys()]));
      return lost.flatMap((id) => ids.get(id) ?? []);
    },
  };
}

/** Tries while the failure is one that passes; a command that a lost connection holds back is not waited for. */
export async function insistFor<T>(
  patienceMs: number,
  engine: QueueEngine,
  command: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  const attempt = (remainingMs: number): Promise<T> =>
    finishWithin(remainingMs, command(), () => {
      return Object.assign(new Error(`no answer within ${patienceMs} ms`), { code: 'ETIMEDOUT' });
    });
  try {
    return await retryUntil(
      { deadline, isFinal: (failure) => !engine.classify(failure).transient },
      attempt,
    );
  } catch (failure) {
    throw engine.classify(failure).error;
  }
}

/** A finished job goes at once: what is done is in the ledger. A failed one stays a week, for people to look at. */
export const retention = {
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 60 * 60 },
} as const satisfies JobsOptions;

const jobsPerCall = 500;
const maxClosingRounds = 3;
