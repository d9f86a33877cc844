import type { Schedule, ScheduleQueue } from '@credsweep/core';
import type { JobSchedulerTemplateOptions } from 'bullmq';

import { isLive } from './find-lost-jobs.ts';
import type { JobData } from './job-kinds.ts';
import type { BullQueue, QueueEngine } from './queue-engine.ts';

/**
 * Makes the port `ScheduleQueue` of core on BullMQ's job schedulers.
 *
 * A scheduler that is right is left alone: setting it up anew would drop a start that is due and waits for a worker.
 */
export function createScheduleQueue(
  engine: QueueEngine,
  openQueue: () => Promise<BullQueue>,
): ScheduleQueue {
  return {
    async syncSchedules(schedules) {
      try {
        const queue = await openQueue();
        const wanted = new Set(schedules.map(({ name }) => name));
        for (const { key } of await queue.getJobSchedulers()) {
          if (!wanted.has(key)) await queue.removeJobScheduler(key);
        }
        for (const schedule of schedules) await syncSchedule(queue, schedule);
      } catch (failure) {
        throw engine.classify(failure).error;
      }
    },
  };
}

async function syncSchedule(
  queue: BullQueue,
  { name, cron, timeZone }: Pick<Schedule, 'name' | 'cron' | 'timeZone'>,
): Promise<void> {
  const known = await queue.getJobScheduler(name);
  if (known !== undefined) {
    const isSame = known.pattern === cron && known.tz === timeZone;
    if (isSame && !(await hasStopped(queue, name, known.next))) return;
    await queue.removeJobScheduler(name);
  }
  const data: JobData<'start-scan'> = { v: 1, schedule: name };
  await queue.setGlobalConcurrency(1);
  await queue.upsertJobScheduler(
    name,
    { pattern: cron, tz: timeZone },
    { name: 'start-scan', data, opts: { ...jobOptions } },
  );
}

/** A schedule continues from each of its jobs; where its next one is past and not there, it has ended. */
async function hasStopped(
  queue: BullQueue,
  name: string,
  next: number | undefined,
): Promise<boolean> {
  if (next !== undefined && next > Date.now() - lateMs) return false;
  return !isLive(await queue.getJobState(`repeat:${name}:${next}`));
}

const lateMs = 60_000;
/** A start that fails is tried again for about ten minutes; after that the next one is hours away. */
const jobOptions = {
  attempts: 7,
  backoff: { type: 'capped-exponential', delay: 10_000 },
  removeOnComplete: true,
  removeOnFail: { age: 7 * 24 * 60 * 60 },
} as const satisfies JobSchedulerTemplateOptions;
