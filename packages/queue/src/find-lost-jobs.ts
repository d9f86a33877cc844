import type { BullQueue } from './queue-engine.ts';

/**
 * Gives the ids whose job the queue will not run any more: missing, completed or failed.
 *
 * All live ids are read in a few round trips; those not among them are asked for one by one, a
 * few at a time, because a job may move from a list not yet read to one already read.
 */
export async function findLostJobs(
  queue: BullQueue,
  ids: readonly string[],
): Promise<readonly string[]> {
  const live =
    ids.length > maxAskedOneByOne
      ? new Set(await queue.getRanges([...listedStates], 0, -1))
      : new Set<string>();
  const suspects = ids.filter((id) => !live.has(id));
  const lost = new Set<string>();
  const remaining = suspects.values();
  const lane = async (): Promise<void> => {
    for (const id of remaining) if (!isLive(await queue.getJobState(id))) lost.add(id);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return suspects.filter((id) => lost.has(id));
}

/** Whether a job in this state is still going to be run, or runs. */
export function isLive(state: string): boolean {
  return state !== 'completed' && state !== 'failed' && state !== 'unknown';
}

const listedStates = ['waiting', 'prioritized', 'delayed', 'active'] as const;
const maxAskedOneByOne = 50;
const lanes = 8;
