import {
  errorCatalogue,
  toCredsweepError,
  type Policy,
  type ScanSettings,
  type WebSettings,
} from '@credsweep/core';
import {
  createAbortablePool,
  createInventory,
  createReportReader,
  endExemption,
  exemptFinding,
  findFinding,
  listFindings,
} from '@credsweep/postgres';
import { cancelScan, keepOwnerMap, startScan } from '@credsweep/producer';
import { checkAccess, openWebService, type WebService, type WebSources } from '@credsweep/web';
import type { Logger } from 'pino';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadOwnerMap } from '../configuration/load-owner-map.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { readPort, readSeconds } from '../configuration/read-argument.ts';
import { readWebSettings } from '../configuration/read-web-settings.ts';
import { toScanSettings } from '../configuration/to-scan-settings.ts';
import { openEngine, type Engine } from '../engine/open-engine.ts';
import { awaitStop, type StopRequest } from '../service/await-stop.ts';
import { checkReadiness } from '../service/check-readiness.ts';
import { createLog, type LogLevel } from '../service/create-log.ts';
import { openMonitor, type Monitor } from '../service/open-monitor.ts';
import { openNoticeStream } from '../service/open-notice-stream.ts';
import { createWebMetrics } from '../service/web-metrics.ts';
import type { Terminal } from '../terminal.ts';
import { version } from '../version.ts';

/** Flags of `credsweep serve`, as they stand on the command line. */
export type ServeFlags = {
  readonly host: string;
  readonly port: string;
  readonly publicUrl?: string;
  readonly trustedProxy: readonly string[];
  readonly graceSeconds: string;
  readonly logLevel: LogLevel;
  readonly metricsHost: string;
  readonly metricsPort?: string;
};

/** Serves pages and the API until SIGINT or SIGTERM; gives the exit code. */
export async function runServeCommand(terminal: Terminal, flags: ServeFlags): Promise<number> {
  const port = readPort('--port', flags.port);
  const metricsPort =
    flags.metricsPort === undefined ? null : readPort('--metrics-port', flags.metricsPort);
  const graceMs = readSeconds('--grace-seconds', flags.graceSeconds) * 1000;
  const settings = await readWebSettings(terminal, flags);
  checkAccess(flags.host, settings);
  const log = createLog(terminal, flags.logLevel);
  const notices: Terminal = { ...terminal, stderr: openNoticeStream(log) };
  const stop = awaitStop(terminal, log, graceMs);
  try {
    const engine = await Promise.race([openEngine(notices), stop.requested]);
    if (engine === undefined) return terminal.exit(0);
    try {
      await serve(terminal, engine, log, stop, {
        host: flags.host,
        port,
        settings,
        graceMs,
        monitor: metricsPort === null ? null : { host: flags.metricsHost, port: metricsPort },
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

async function serve(
  terminal: Terminal,
  engine: Engine,
  log: Logger,
  stop: StopRequest,
  options: {
    readonly host: string;
    readonly port: number;
    readonly settings: WebSettings;
    readonly graceMs: number;
    readonly monitor: { readonly host: string; readonly port: number } | null;
  },
): Promise<void> {
  const { host, port, settings, graceMs, monitor: place } = options;
  const metrics = createWebMetrics(engine.reader);
  let monitor: Monitor | null = null;
  try {
    if (place !== null) {
      monitor = await openMonitor({
        ...place,
        portFlag: '--metrics-port',
        metrics,
        checkReadiness: () => checkReadiness(engine),
      });
    }
    const { countAnswer: onAnswer } = metrics;
    const service = await openWebService({
      host,
      port,
      settings,
      sourcesUntil: (leaving) => createSources(terminal, engine, leaving),
      version,
      log,
      onAnswer,
    });
    log.info(
      { http: service.url, ...(monitor === null ? {} : { metrics: monitor.url }) },
      `Serving at ${service.url}. ${describeLogin(service, settings)}`.trim(),
    );
    // Not to the log, which is kept: this token opens the service.
    if (service.loginUrl !== null) terminal.stderr.write(`Log in at ${service.loginUrl}\n`);
    await stop.requested;
    monitor?.announceStop();
    await service.stop(Math.max(graceMs - closingMs, graceMs / 2));
  } finally {
    monitor?.close();
  }
}

/** How people come in where they were given access; empty where the address to log in at is told with its token. */
function describeLogin(
  { url, loginUrl }: Pick<WebService, 'url' | 'loginUrl'>,
  { tokens, proxyAuth, publicUrl = url }: WebSettings,
): string {
  if (loginUrl !== null) return '';
  return [
    tokens.length === 0
      ? ''
      : `Log in at ${publicUrl}/login with a token of CREDSWEEP_WEB_TOKENS or of the section web of credsweep.config.yaml.`,
    proxyAuth === undefined
      ? ''
      : `Whoever comes through the proxy at ${publicUrl} is logged in by the header ${proxyAuth.userHeader}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function createSources(terminal: Terminal, engine: Engine, leaving: AbortSignal): WebSources {
  const { ledger, queue, database } = engine;
  const { pool } = database;
  const readPool = createAbortablePool(pool, leaving);
  return {
    reader: createReportReader(readPool),
    inventory: createInventory(readPool),
    findings: {
      listFindings: (filter) => listFindings(readPool, filter),
      findFinding: (findingId) => findFinding(readPool, findingId),
      exemptFinding: (request) => exemptFinding(pool, request),
      endExemption: (request) => endExemption(pool, request),
    },
    scans: {
      startScan: async () =>
        startScan(await readScanRequest(terminal, engine), {
          register: ledger,
          queue: queue.queue,
        }),
      cancelScan: (scanId) => cancelScan(scanId, ledger),
    },
    checkReadiness: async () => (await checkReadiness(engine)).reasons,
  };
}

/** What `scan --detach` would ask for now: the file is read anew, so that changes hold from the next scan on. */
async function readScanRequest(
  { workingFolder }: Terminal,
  { ledger }: Engine,
): Promise<{ readonly policy: Policy; readonly settings: ScanSettings; readonly asOf: null }> {
  const configuration = await loadConfiguration(workingFolder, {});
  const settings = await keepOwnerMap(
    toScanSettings(configuration, null),
    await loadOwnerMap(configuration, workingFolder),
    ledger,
  );
  return { policy: await loadPolicy(configuration, workingFolder), settings, asOf: null };
}

const closingMs = 3_000;
