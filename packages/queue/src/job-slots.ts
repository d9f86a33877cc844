import { setTimeout as sleep } from 'node:timers/promises';

/** The slots of one worker: a job that runs has one, a job that pauses has none. */
export interface JobSlots {
  /** Runs a job in a slot; whoever hands out the jobs keeps to the number of them that may be held. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Of a running job: waits without a slot, then for one; false where it may not. Rejects with the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<boolean>;
}

/** What slots are made with. */
export type JobSlotsOptions = {
  readonly slots: number;
  /** Asked before each pause. */
  readonly mayPause: () => boolean;
  /** Told how many jobs may be held now: the slots, and those that pause. */
  readonly onRoom: (jobs: number) => void;
};

/**
 * Makes the slots. Jobs that come back from a pause go before new ones: none of these is asked for until the others
 * have a slot.
 */
export function createJobSlots({ slots, mayPause, onRoom }: JobSlotsOptions): JobSlots {
  const maxPausing = Math.min(slots * maxPausingPerSlot, maxPausingInAll);
  let running = 0;
  let pausing = 0;
  const returning = new Set<() => void>();

  return {
    async run(work) {
      running += 1;
      try {
        return await work();
      } finally {
        leave();
      }
    },
    async pause(ms, signal) {
      if (pausing >= maxPausing || !mayPause()) return false;
      leave();
      pausing += 1;
      onRoom(slots + pausing);
      try {
        await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
      } finally {
        pausing -= 1;
        onRoom(slots + pausing);
        await comeBack(signal);
      }
      signal.throwIfAborted();
      return true;
    },
  };

  function leave(): void {
    running -= 1;
    const [next] = returning;
    if (next !== undefined && running < slots) admit(next);
  }

  /** A job that is to be left is not kept waiting: it only has to be handed back. */
  async function comeBack(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    returning.add(resolve);
    if (running < slots || signal.aborted) return admit(resolve);
    const abort = (): void => admit(resolve);
    signal.addEventListener('abort', abort);
    await promise;
    signal.removeEventListener('abort', abort);
  }

  function admit(resolve: () => void): void {
    if (returning.delete(resolve)) running += 1;
    resolve();
  }
}

/** A slot is busy for a quarter of a second with an account whose report takes up to four seconds. */
const maxPausingPerSlot = 20;
/** Each of them holds some memory; a process does not read more accounts than these in four seconds. */
const maxPausingInAll = 500;
