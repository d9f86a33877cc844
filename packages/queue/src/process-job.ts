import { setTimeout as pause } from 'node:timers/promises';

import { toCredsweepError, type JobOutcome, type JobRun } from '@credsweep/core';
import { DelayedError, UnrecoverableError, WaitingError, type Job, type Processor } from 'bullmq';

import { cleanText } from './clean-text.ts';
import type { JobData, JobKind } from './job-kinds.ts';
import type { JobSlots } from './job-slots.ts';
import { parseJobData } from './parse-job-data.ts';
import type { RunningJobs } from './running-jobs.ts';

/** Why a running job is to be left, as the reason of its signal. */
export class JobInterruption extends Error {
  override readonly name = 'JobInterruption';
  readonly kind: 'stop' | 'lock lost';

  constructor(kind: 'stop' | 'lock lost') {
    super(
      kind === 'stop' ? 'The worker is stopping.' : 'Another worker may have taken over this job.',
    );
    this.kind = kind;
  }
}

/** The work of one kind of job. */
export type HandleJob<Kind extends JobKind> = (
  data: JobData<Kind>,
  run: JobRun,
) => Promise<JobOutcome>;

/** Makes the BullMQ processor of a kind: data checked first, outcomes and rejections turned into what BullMQ does next. */
export function createProcessor<Kind extends JobKind>(
  kind: Kind,
  handle: HandleJob<Kind>,
  running: RunningJobs,
  slots: JobSlots,
): Processor<unknown, void> {
  return (job, token) =>
    running.track(job.id ?? '', async (signal) => {
      if (isInterruptedBy(signal, 'stop')) return handBack(job, token);
      const run = describeRun(job, signal, slots);
      const handling = slots.run(signal, async () => handle(parseJobData(kind, job.data), run));
      const outcome = await handling.catch((thrown: unknown) => {
        // Whatever a handler rejects with after its signal has aborted is the abort.
        if (signal.aborted) return 'interrupted' as const;
        throw toJobFailure(thrown);
      });
      if (outcome === 'interrupted') {
        if (isInterruptedBy(signal, 'stop')) return handBack(job, token);
        return leaveToOther();
      }
      if (outcome.kind === 'step_aside') return stepAside(job, token, outcome.delayMs);
    });
}

function describeRun(job: Job<unknown, void>, signal: AbortSignal, slots: JobSlots): JobRun {
  const attempt = job.attemptsMade + 1;
  return {
    attempt,
    isLastAttempt: attempt >= (job.opts.attempts ?? 1),
    signal,
    pause: (ms) => slots.pause(ms, signal),
  };
}

/** Both errors below tell BullMQ that the job has been moved already; no attempt is spent on it. */
async function handBack(job: Job<unknown, void>, token: string | undefined): Promise<never> {
  await moveJob(() => job.moveToWait(token));
  throw new WaitingError();
}

async function stepAside(
  job: Job<unknown, void>,
  token: string | undefined,
  delayMs: number,
): Promise<never> {
  // A fraction of a millisecond is an error on PostgreSQL.
  const until = Math.round(Date.now() + Math.max(delayMs, 0));
  await moveJob(() => job.moveToDelayed(until, token));
  throw new DelayedError();
}

/** The job is in other hands: nothing is moved, nothing fails. */
function leaveToOther(): never {
  throw new WaitingError();
}

/** Moves the job, again after a broken connection; a job that cannot be moved is found as stalled and comes again. */
async function moveJob(move: () => Promise<unknown>): Promise<void> {
  for (const pauseMs of movePausesMs) {
    try {
      await move();
      return;
    } catch {
      await pause(pauseMs);
    }
  }
}

function isInterruptedBy(signal: AbortSignal, kind: JobInterruption['kind']): boolean {
  return signal.aborted && signal.reason instanceof JobInterruption && signal.reason.kind === kind;
}

/** The message begins with the code, so that a failed job can be read in the queue. */
function toJobFailure(thrown: unknown): Error {
  const error = toCredsweepError(thrown);
  const message = cleanText(`${error.code}: ${error.message}`);
  const failure = error.retryable ? new Error(message) : new UnrecoverableError(message);
  failure.stack = cleanText(error.stack ?? message);
  return failure;
}

const movePausesMs = [100, 500, 0];
