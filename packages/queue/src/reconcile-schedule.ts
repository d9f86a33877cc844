import type { JobSchedulerTemplateOptions } from 'bullmq';

import type { JobData } from './job-kinds.ts';
import type { BullQueue } from './queue-engine.ts';
import type { ReportTrouble } from './report-trouble.ts';

/** The repeating job of the reconciler. */
export interface ReconcileSchedule {
  stop(): void;
}

/**
 * Schedules a reconcile job every `everyMs`, one at a time over all workers; the first at once.
 *
 * A Redis that loses its data loses the schedule too, so every process looks after it at the same
 * interval and sets it up again when it is missing or has stopped firing.
 */
export async function startReconcileSchedule(
  queue: BullQueue,
  everyMs: number,
  reportTrouble: ReportTrouble,
): Promise<ReconcileSchedule> {
  await setUpSchedule(queue, everyMs);
  let looking = false;
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    restoreSchedule(queue, everyMs)
      .catch((failure: unknown) => reportTrouble('reconcile schedule', failure))
      .finally(() => {
        looking = false;
      });
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}

async function setUpSchedule(queue: BullQueue, everyMs: number): Promise<void> {
  const data: JobData<'reconcile'> = { v: 1 };
  await queue.setGlobalConcurrency(1);
  await queue.upsertJobScheduler(
    schedulerId,
    { every: everyMs },
    { name: 'reconcile', data, opts: { ...jobOptions } },
  );
}

async function restoreSchedule(queue: BullQueue, everyMs: number): Promise<void> {
  const schedule = await queue.getJobScheduler(schedulerId);
  if (schedule !== undefined && !(await hasStopped(queue, schedule.next, everyMs))) return;
  if (schedule !== undefined) await queue.removeJobScheduler(schedulerId);
  await setUpSchedule(queue, everyMs);
}

/** A schedule continues from each of its jobs; with no job left and its time long past, it has ended. */
async function hasStopped(
  queue: BullQueue,
  next: number | undefined,
  everyMs: number,
): Promise<boolean> {
  if (next !== undefined && next > Date.now() - everyMs * missedTicks) return false;
  return (await queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active')) === 0;
}

const schedulerId = 'reconcile';
const missedTicks = 3;
/** The next tick is the retry. */
const jobOptions = {
  attempts: 1,
  removeOnComplete: true,
  removeOnFail: { age: 60 * 60 },
} as const satisfies JobSchedulerTemplateOptions;
