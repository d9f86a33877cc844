import { createAlertMetrics, type AlertMetricSources } from './alert-metrics.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobCounts } from '@credsweep/queue';
import type { HandlerObserver } from './observe-handlers.ts';
import type { RenderedMetrics } from './open-monitor.ts';

/** The metrics of a worker, for Prometheus. */
export type WorkerMetrics = RenderedMetrics & {
  readonly observer: HandlerObserver;
  readonly countAwsCall: (action: string) => void;
};

/** Where the numbers come from that are not of this process. */
export type MetricSources = AlertMetricSources & {
  readonly countJobs: () => Promise<JobCounts>;
  readonly countOpenScans: () => Promise<Readonly<Record<string, number>>>;
};

/** Opens the metrics of this process, in a registry of their own. */
export function createWorkerMetrics(sources: MetricSources): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const scanned = new Counter({
    name: 'credsweep_accounts_scanned_total',
    help: 'Accounts that this process has scanned.',
    registers,
  });
  const failed = new Counter({
    name: 'credsweep_accounts_failed_total',
    help: 'Accounts that this process could not scan, by error code.',
    labelNames: ['code'],
    registers,
  });
  const durations = new Histogram({
    name: 'credsweep_account_scan_duration_seconds',
    help: 'Time that one visit to an account took, from its claim to its outcome.',
    labelNames: ['outcome'],
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  });
  const awsCalls = new Counter({
    name: 'credsweep_aws_calls_total',
    help: 'Requests to AWS by action; every try counts.',
    labelNames: ['action'],
    registers,
  });
  const retries = new Counter({
    name: 'credsweep_job_retries_total',
    help: 'Attempts that failed and will be made again, by kind of job and error code.',
    labelNames: ['job', 'code'],
    registers,
  });
  const running = new Gauge({
    name: 'credsweep_running_accounts',
    help: 'Accounts that this process is reading now.',
    registers,
  });
  const queueJobs = new Gauge({
    name: 'credsweep_queue_jobs',
    help: 'Jobs in the queue, of all processes, by kind and state.',
    labelNames: ['job', 'state'],
    registers,
  });
  const openScans = new Gauge({
    name: 'credsweep_open_scans',
    help: 'Scans that are going on, by state.',
    labelNames: ['state'],
    registers,
  });
  const alertMetrics = createAlertMetrics(registry, sources);

  return {
    observer: {
      onStart: ({ kind }) => {
        if (kind === 'scan-account') running.inc();
      },
      onEnd: ({ kind }, end, durationMs) => {
        if (end.kind === 'ended') alertMetrics.countDelivery(end.outcome.delivery);
        if (end.kind === 'retried') retries.inc({ job: kind, code: end.error.code });
        if (kind !== 'scan-account') return;
        running.dec();
        const account = end.kind === 'ended' && end.outcome.kind === 'done' && end.outcome.account;
        const outcome = account ? account.state : end.kind === 'ended' ? 'postponed' : end.kind;
        durations.observe({ outcome }, durationMs / 1000);
        if (account && account.state === 'scanned') scanned.inc();
        if (account && account.state === 'failed') failed.inc({ code: account.error.code });
      },
    },
    countAwsCall: (action) => awsCalls.inc({ action }),
    contentType: registry.contentType,
    async render() {
      queueJobs.reset();
      openScans.reset();
      const [jobs, scans] = await Promise.allSettled([
        sources.countJobs(),
        sources.countOpenScans(),
        alertMetrics.measure(),
      ]);
      if (jobs.status === 'fulfilled') {
        for (const [job, states] of Object.entries(jobs.value)) {
          for (const [state, count] of Object.entries(states)) queueJobs.set({ job, state }, count);
        }
      }
      if (scans.status === 'fulfilled') {
        for (const [state, count] of Object.entries(scans.value)) openScans.set({ state }, count);
      }
      return registry.metrics();
    },
  };
}
