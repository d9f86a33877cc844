import type { AnsweredRequest } from '@credsweep/web';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RenderedMetrics } from './open-monitor.ts';

/** The metrics of the web service, for Prometheus. */
export type WebMetrics = RenderedMetrics & {
  readonly countAnswer: (answer: AnsweredRequest) => void;
};

/** Where the numbers come from that are not of this process. */
export type WebMetricSources = {
  /** The newest scan that came to its end; null when there is none. */
  readonly findNewestCompletedScan: () => Promise<{ readonly asOf: Date } | null>;
};

/** Opens the metrics of this process, in a registry of their own. They name no account, no user and no address. */
export function createWebMetrics(sources: WebMetricSources): WebMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({
    name: 'credsweep_http_requests_total',
    help: 'Requests that this process has answered, by method, pattern of the route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'credsweep_http_request_duration_seconds',
    help: 'Time until an answer began; what follows of a file or of events is not counted.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  });
  const newestScan = new Gauge({
    name: 'credsweep_last_completed_scan_timestamp_seconds',
    help: 'Time that the newest completed scan judges by (as_of), in seconds since 1970; absent when there is none.',
    registers,
  });

  return {
    countAnswer: ({ method, route, status, durationMs }) => {
      const labels = { method: knownMethods.has(method) ? method : 'other', route };
      requests.inc({ ...labels, status });
      durations.observe(labels, durationMs / 1000);
    },
    contentType: registry.contentType,
    async render() {
      newestScan.remove();
      const scan = await sources.findNewestCompletedScan().catch(() => null);
      if (scan !== null) newestScan.set(scan.asOf.getTime() / 1000);
      return registry.metrics();
    },
  };
}

const knownMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
