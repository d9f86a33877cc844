import { errorCatalogue, toCredsweepError, type AlertSettings } from '@credsweep/core';
import { countAlerts, countOpenScans, measureOpenFindings } from '@credsweep/postgres';
import type { Logger } from 'pino';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { createServiceHandlers } from '../engine/create-handlers.ts';
import { openAlerts } from '../engine/open-alerts.ts';
import { openEngine, type Engine } from '../engine/open-engine.ts';
import { openSources } from '../engine/open-sources.ts';
import { checkReadiness } from '../service/check-readiness.ts';
import { createLog, type LogLevel } from '../service/create-log.ts';
import { limitHeapGrowth } from '../service/limit-heap-growth.ts';
import { createLogObserver } from '../service/log-observer.ts';
import { observeHandlers } from '../service/observe-handlers.ts';
import { openMonitor, type Monitor } from '../service/open-monitor.ts';
import { openNoticeStream } from '../service/open-notice-stream.ts';
import { awaitStop, type StopRequest } from '../service/await-stop.ts';
import { createWorkerMetrics } from '../service/worker-metrics.ts';
import { readPort, readSeconds } from '../configuration/read-argument.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep worker`, as they stand on the command line. */
export type WorkerFlags = {
  readonly graceSeconds: string;
  readonly logLevel: LogLevel;
  readonly httpHost: string;
  readonly httpPort?: string;
} & Readonly<Record<string, unknown>>;

/**
 * Works on scans until SIGINT or SIGTERM, then hands its accounts back within the grace time; gives the exit code.
 *
 * A second signal, or the end of the grace time, ends the process at once; another worker then takes its accounts over
 * after half a minute.
 */
export async function runWorkerCommand(terminal: Terminal, flags: WorkerFlags): Promise<number> {
  const { graceSeconds, logLevel, httpHost, httpPort, ...settingFlags } = flags;
  const graceMs = readSeconds('--grace-seconds', graceSeconds) * 1000;
  const port = httpPort === undefined ? null : readPort('--http-port', httpPort);
  const configuration = await loadConfiguration(
    terminal.workingFolder,
    settingFlags,
    terminal.environment,
  );
  const { concurrency, maxConcurrentAccounts } = configuration;
  const log = createLog(terminal, logLevel);
  const service: Terminal = { ...terminal, stderr: openNoticeStream(log) };
  const stop = awaitStop(terminal, log, graceMs);
  try {
    const engine = await Promise.race([openEngine(service), stop.requested]);
    // Nothing was begun yet that had to be handed back.
    if (engine === undefined) return terminal.exit(0);
    try {
      await work(service, engine, log, stop, {
        concurrency,
        graceMs,
        alerts: configuration.alerts,
        ...(maxConcurrentAccounts === undefined ? {} : { maxConcurrentAccounts }),
        monitor: port === null ? null : { host: httpHost, port },
      });
    } finally {
      await engine.close();
    }
    log.info('stopped');
    return 0;
  } catch (thrown) {
    const { code, message, stack } = toCredsweepError(thrown);
    log.fatal(code === 'internal_error' ? { code, stack } : { code }, `${message} [${code}]`);
    return errorCatalogue[code].exitCode;
  } finally {
    stop.done();
  }
}

async function work(
  service: Terminal,
  engine: Engine,
  log: Logger,
  stop: StopRequest,
  options: {
    readonly concurrency: number;
    readonly maxConcurrentAccounts?: number;
    readonly graceMs: number;
    readonly alerts: AlertSettings | undefined;
    readonly monitor: { readonly host: string; readonly port: number } | null;
  },
): Promise<void> {
  const { monitor: place, graceMs, alerts: alertSettings, ...workerOptions } = options;
  const { database, ledger, queue } = engine;
  const metrics = createWorkerMetrics({
    countJobs: () => queue.countJobs(metricsPatienceMs),
    countOpenScans: () => countOpenScans(database.pool),
    countAlerts: () => countAlerts(database.pool),
    measureOpenFindings: () => measureOpenFindings(database.pool),
  });
  const sources = openSources(service, options.concurrency, { onCall: metrics.countAwsCall });
  let monitor: Monitor | null = null;
  const alerts = openAlerts(service, alertSettings, service.stdout);
  try {
    if (place !== null) {
      monitor = await openMonitor({
        ...place,
        portFlag: '--http-port',
        metrics,
        checkReadiness: () => checkReadiness(engine),
      });
    }
    const handlers = observeHandlers(createServiceHandlers(engine, sources, alerts), [
      createLogObserver(log),
      metrics.observer,
    ]);
    await queue.schedules.syncSchedules(await ledger.listSchedules());
    limitHeapGrowth();
    const workers = await queue.startWorkers(handlers, workerOptions);
    log.info(
      {
        ...workerOptions,
        ...(monitor === null ? {} : { http: monitor.url }),
        ...(alerts === null ? {} : { alertChannels: [...alerts.channels.keys()] }),
      },
      `Working with ${options.concurrency} accounts at a time`,
    );
    await stop.requested;
    monitor?.announceStop();
    // What is left of the grace time is for closing connections.
    await workers.stop({ graceMs: Math.max(graceMs - closingMs, graceMs / 2) });
  } finally {
    monitor?.close();
    alerts?.close();
    sources.close();
  }
}

const metricsPatienceMs = 2_000;
const closingMs = 8_000;
