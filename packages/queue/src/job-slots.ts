import { setTimeout as sleep } from 'node:timers/promises';

/** The slots of one worker: a job that runs has one, a job that pauses has none. */
export interface JobSlots {
  /** Waits for a slot and runs a job in it. Rejects with the signal's reason. */
  run<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result>;
  /** Of a running job: waits without a slot, then for one; false where it may not. Rejects with the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<boolean>;
}

/** What slots are made with. */
export type JobSlotsOptions = {
  readonly slots: number;
  /** Asked before each pause. */
  readonly mayPause: () => boolean;
  /** Told how many jobs may be held now: the slots, and those that have none. */
  readonly onRoom: (jobs: number) => void;
};

/**
 * Makes the slots. New jobs go before those that come back from a pause: what they wait for is begun early, and all of
 * them end sooner. Only where very many are held already, no new ones are asked for until some have come back.
 */
export function createJobSlots({ slots, mayPause, onRoom }: JobSlotsOptions): JobSlots {
  const maxPausing = Math.min(slots * maxPausingPerSlot, maxPausingInAll);
  const ahead = Math.min(slots, maxAhead);
  let running = 0;
  let pausing = 0;
  let room = slots;
  const arriving = new Set<() => void>();
  const returning = new Set<() => void>();

  return {
    async run(signal, work) {
      await enter(arriving, signal);
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        leave();
      }
    },
    async pause(ms, signal) {
      if (pausing >= maxPausing || !mayPause()) return false;
      pausing += 1;
      leave();
      try {
        await sleep(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
      } finally {
        pausing -= 1;
        await enter(returning, signal);
      }
      signal.throwIfAborted();
      return true;
    },
  };

  /** A job that is to be left is not kept waiting: it only has to be handed back. */
  async function enter(waiting: Set<() => void>, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const admit = (): void => {
      if (waiting.delete(resolve)) running += 1;
      resolve();
    };
    waiting.add(resolve);
    if (running < slots || signal.aborted) admit();
    tellRoom();
    signal.addEventListener('abort', admit);
    await promise;
    signal.removeEventListener('abort', admit);
  }

  function leave(): void {
    running -= 1;
    const waiting = arriving.size > 0 ? arriving : returning;
    const [next] = waiting;
    if (next !== undefined && running < slots) {
      waiting.delete(next);
      running += 1;
      next();
    }
    tellRoom();
  }

  /** Those that come back take no room from new jobs, unless so many are held already. */
  function tellRoom(): void {
    const isCrowded = slots + pausing + returning.size > maxPausing;
    const competing = isCrowded || returning.size === 0 ? 0 : returning.size + ahead;
    if (slots + pausing + competing !== room) onRoom(slots + pausing + competing);
    room = slots + pausing + competing;
  }
}

/** A slot is busy for a quarter of a second with an account whose report takes up to four seconds. */
const maxPausingPerSlot = 20;
/** Each of them holds some memory; a process does not read more accounts than these in four seconds. */
const maxPausingInAll = 700;
/** New jobs that are asked for before there is a slot, so that they are there before those that come back take it. */
const maxAhead = 10;
