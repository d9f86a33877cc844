import { CredsweepError, type JobRun, type ScanJobHandlers } from '@credsweep/core';
import { expect, test } from 'vitest';
import { observeHandlers, type ObservedEnd, type ObservedJob } from './observe-handlers.ts';

const job = { scanId: 7, accountId: '200000000001', generation: 1 };
const throttled = new CredsweepError('throttled', 'Slow down.');
const denied = new CredsweepError('database_denied', 'No.');

test.each([
  {
    what: 'an account that was scanned',
    work: async () => ({ kind: 'done', account: { state: 'scanned' } }) as const,
    end: { kind: 'ended', outcome: { kind: 'done', account: { state: 'scanned' } } },
  },
  {
    what: 'a job that steps aside',
    work: async () => ({ kind: 'step_aside', delayMs: 5 }) as const,
    end: { kind: 'ended', outcome: { kind: 'step_aside', delayMs: 5 } },
  },
  {
    what: 'a failure that will be tried again',
    work: () => Promise.reject(throttled),
    end: { kind: 'retried', error: throttled },
  },
  {
    what: 'the same failure at the last attempt',
    work: () => Promise.reject(throttled),
    run: { isLastAttempt: true },
    end: { kind: 'failed', error: throttled },
  },
  {
    what: 'a failure that no retry helps',
    work: () => Promise.reject(denied),
    end: { kind: 'failed', error: denied },
  },
  {
    what: 'a job that is left because the worker stops',
    work: () => Promise.reject(new Error('stop')),
    run: { signal: AbortSignal.abort() },
    end: { kind: 'handed_back' },
  },
])('$what is told as it is, and passes through', async ({ work, run, end }) => {
  const { told, handlers } = observe({ scanAccount: work });
  const [seen] = await Promise.allSettled([handlers.scanAccount(job, toRun(run))]);
  const [wanted] = await Promise.allSettled([work()]);
  expect(seen).toEqual(wanted);
  const subject = { kind: 'scan-account', scanId: 7, accountId: '200000000001', attempt: 1 };
  expect(told).toEqual([
    ['start', subject],
    ['end', subject, end, expect.any(Number)],
  ]);
});

test('handlers that leave schedules to others still do', () => {
  expect(observe({}).handlers).not.toHaveProperty('startScheduledScan');
});

function observe(handlers: Partial<ScanJobHandlers>): {
  readonly told: unknown[][];
  readonly handlers: ScanJobHandlers;
} {
  const told: unknown[][] = [];
  const observer = {
    onStart: (work: ObservedJob) => void told.push(['start', work]),
    onEnd: (work: ObservedJob, end: ObservedEnd, ms: number) =>
      void told.push(['end', work, end, ms]),
  };
  return { told, handlers: observeHandlers(handlers as ScanJobHandlers, [observer]) };
}

function toRun(run: Partial<JobRun> = {}): JobRun {
  return {
    attempt: 1,
    isLastAttempt: false,
    signal: new AbortController().signal,
    pause: async () => false,
    ...run,
  };
}
