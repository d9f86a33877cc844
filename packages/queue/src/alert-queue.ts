import type { AlertQueue } from '@credsweep/core';
import type { JobsOptions } from 'bullmq';

import { nameDeliveryJob } from './job-kinds.ts';
import { parseJobData } from './parse-job-data.ts';
import type { BullQueue, QueueEngine } from './queue-engine.ts';
import { retryOptions, type RetryPolicy } from './retry-policy.ts';
import { insistFor, retention } from './scan-queue.ts';

/**
 * Makes the port `AlertQueue` of core on a BullMQ queue, which is opened when it is needed first.
 *
 * Adding is tried again while the backend is away, for `patienceMs`.
 */
export function createAlertQueue(
  engine: QueueEngine,
  openQueue: () => Promise<BullQueue>,
  options: { readonly retry: RetryPolicy; readonly patienceMs: number },
): AlertQueue {
  const jobOptions: JobsOptions = { ...retryOptions(options.retry), ...retention };
  let opening: Promise<BullQueue> | undefined;
  const openOnce = (): Promise<BullQueue> => {
    opening ??= openQueue();
    opening.catch(() => (opening = undefined));
    return opening;
  };
  return {
    async enqueueDeliveries(messageIds) {
      if (messageIds.length === 0) return;
      const queue = await openOnce();
      for (const messageId of messageIds) {
        await insistFor(options.patienceMs, engine, () =>
          enqueueDelivery(queue, messageId, jobOptions),
        );
      }
    },
  };
}

/** Adding an id that is kept does nothing, silently: a failed job must make room, and a delayed one is called up. */
async function enqueueDelivery(
  queue: BullQueue,
  messageId: string,
  jobOptions: JobsOptions,
): Promise<void> {
  const jobId = nameDeliveryJob(messageId);
  const data = parseJobData('deliver-alert', { v: 1, messageId });
  const job = await queue.getJob(jobId);
  const state = await job?.getState();
  if (state === 'failed' || state === 'completed') await queue.remove(jobId);
  if (state === 'delayed') {
    // Somebody else may have been quicker.
    await job?.promote().catch(async (failure: unknown) => {
      if ((await queue.getJobState(jobId)) === 'delayed') throw failure;
    });
    return;
  }
  await queue.add('deliver-alert', data, { ...jobOptions, jobId });
}
