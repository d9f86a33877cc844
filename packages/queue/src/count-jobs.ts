import type { JobKind } from './job-kinds.ts';
import type { BullQueue } from './queue-engine.ts';
import { finishWithin } from './settle-within.ts';

/** The states of a job that are counted. */
export type CountedState = (typeof countedStates)[number];

/** Jobs by kind and state. */
export type JobCounts = Readonly<Partial<Record<JobKind, Readonly<Record<CountedState, number>>>>>;

/** Counts the jobs of the given queues; rejects when the backend does not answer in time. */
export async function countJobs(
  queues: ReadonlyMap<JobKind, BullQueue>,
  timeoutMs: number,
): Promise<JobCounts> {
  const counting = Promise.all(
    [...queues].map(async ([kind, queue]) => {
      const counts = await queue.getJobCounts(...countedStates);
      const states = countedStates.map((state) => [state, counts[state] ?? 0] as const);
      return [kind, Object.fromEntries(states) as Record<CountedState, number>] as const;
    }),
  );
  return Object.fromEntries(
    await finishWithin(timeoutMs, counting, () => new Error(`no answer within ${timeoutMs} ms`)),
  );
}

const countedStates = ['waiting', 'active', 'delayed', 'failed'] as const;
