import { exemptsByTag, type Policy, type Scan, type ScanSettings } from '@credsweep/core';
import type { AwsHubOptions } from '@credsweep/aws';
import { keepOwnerMap, planScanOfFailed, resumeScan, startScan } from '@credsweep/producer';
import { resolve } from 'node:path';
import { checkOutFolder } from '../check-out-folder.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadOwnerMap } from '../configuration/load-owner-map.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { readAsOf, readScanId } from '../configuration/read-argument.ts';
import { toScanSettings } from '../configuration/to-scan-settings.ts';
import { checkReportsOrder } from '../engine/check-reports-order.ts';
import { openAlerts } from '../engine/open-alerts.ts';
import { openEngine, type Engine } from '../engine/open-engine.ts';
import { openSources, type Sources } from '../engine/open-sources.ts';
import { nameCalls } from '../name-calls.ts';
import { presentScan } from '../present-scan.ts';
import { runScan } from '../run-scan.ts';
import { tellOfTripped, toExitCode } from '../scan-exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { checkScanFlags } from './check-scan-flags.ts';

/** Flags of `credsweep scan`, as they stand on the command line. */
export type ScanFlags = {
  readonly format: 'table' | 'json';
  readonly out?: string;
  readonly detach?: true;
  readonly resume?: string;
  readonly onlyFailed?: string;
  readonly fromReports?: string;
  readonly asOf?: string;
  readonly alertBaseline?: true;
} & Readonly<Record<string, unknown>>;

/** Scans an organization in this process, or enqueues its scan for running workers; gives the exit code. */
export async function runScanCommand(
  terminal: Terminal,
  flags: ScanFlags,
  aws?: AwsHubOptions,
): Promise<number> {
  const {
    format,
    out,
    detach,
    resume,
    onlyFailed,
    fromReports,
    asOf,
    alertBaseline,
    ...settingFlags
  } = flags;
  checkScanFlags(flags);
  const configuration = await loadConfiguration(
    terminal.workingFolder,
    settingFlags,
    detach === true ? undefined : terminal.environment,
  );
  const policy = await loadPolicy(configuration, terminal.workingFolder);
  const settings = toScanSettings(
    configuration,
    fromReports === undefined ? null : resolve(terminal.workingFolder, fromReports),
  );
  const listing = alertBaseline === true ? { listsBaseline: true as const } : {};
  const request = {
    policy,
    settings: { ...settings, ...listing },
    asOf: asOf === undefined ? null : readAsOf(asOf, new Date()),
  };
  const scanId = resume === undefined ? null : readScanId(resume);
  const failedOf = onlyFailed === undefined ? null : readScanId(onlyFailed);
  const isPlanned = scanId !== null || failedOf !== null;
  const ownerMap = isPlanned ? null : await loadOwnerMap(configuration, terminal.workingFolder);
  if (out !== undefined) checkOutFolder(terminal, out);

  const alerts = openAlerts(
    terminal,
    configuration.alerts,
    // Whoever wants JSON on stdout wants nothing else there.
    format === 'json' ? terminal.stderr : terminal.stdout,
  );
  const sources = openSources(terminal, configuration.concurrency, aws);
  let engine: Engine | undefined;
  try {
    // Before anything is opened: wrong credentials or an empty folder leave no failed scan behind.
    if (detach !== true) await checkSources(settings, scanId ?? failedOf, sources);
    if (!isPlanned) tellOfTags(terminal, request);
    const isFresh = !isPlanned && detach !== true;
    const caller = isFresh ? await findCaller(request.settings, sources) : {};
    engine = await openEngine(terminal);
    const { ledger, queue } = engine;
    if (!isPlanned && settings.reportsFolder !== null)
      await checkReportsOrder(
        engine.database.pool,
        await sources.openDirectory(settings),
        request.asOf,
      );
    const dependencies = { register: ledger, queue: queue.queue };
    const scan =
      scanId === null
        ? await startScan(
            failedOf === null
              ? {
                  ...request,
                  settings: await keepOwnerMap(
                    { ...request.settings, ...caller },
                    ownerMap,
                    ledger,
                  ),
                }
              : { ...(await planScanOfFailed(failedOf, ledger)), asOf: null },
            dependencies,
          )
        : await resumeScan(scanId, dependencies);
    if (detach === true) return reportDetached(terminal, scan, format);
    const ended = await runScan(terminal, {
      engine,
      sources,
      scan,
      concurrency: configuration.concurrency,
      alerts,
      adviceToGoOn:
        aws === undefined
          ? `Go on with "credsweep scan --resume ${scan.scanId}".`
          : 'Start it again: a simulated organization ends with its process.',
    });
    if (ended.kind === 'interrupted') return ended.exitCode;
    const summary = await presentScan(terminal, engine.reader, scan.scanId, { format, out });
    tellOfTripped(terminal, summary, configuration.failOn);
    return toExitCode(summary, configuration.failOn);
  } finally {
    await engine?.close();
    alerts?.close();
    sources.close();
  }
}

/** Names the caller of a scan in this process, so that no process with other credentials takes part in it. */
async function findCaller(
  { reportsFolder }: ScanSettings,
  { hub }: Sources,
): Promise<Pick<ScanSettings, 'callerAccountId'>> {
  if (reportsFolder !== null) return {};
  return { callerAccountId: (await hub.identifyCaller()).accountId };
}

async function checkSources(
  settings: ScanSettings,
  resumed: number | null,
  sources: ReturnType<typeof openSources>,
): Promise<void> {
  if (settings.reportsFolder !== null) await sources.openDirectory(settings);
  else if (resumed === null) await sources.hub.identifyCaller();
}

/** Credential reports have no tags: what depends on them would otherwise look as if there were none. */
function tellOfTags(
  { stderr }: Terminal,
  { policy, settings }: { readonly policy: Policy; readonly settings: ScanSettings },
): void {
  if (settings.reportsFolder === null) return;
  const { userTag = null, accountTag = null } = settings.owners ?? {};
  if (userTag !== null || accountTag !== null)
    stderr.write('Credential reports have no tags: owners come from the owner map only.\n');
  if (exemptsByTag(policy))
    stderr.write(
      'Credential reports have no tags: no exemption by tag holds, so that users and keys may be flagged that a scan of AWS exempts.\n',
    );
}

function reportDetached(terminal: Terminal, scan: Scan, format: 'table' | 'json'): number {
  if (format === 'json')
    terminal.stdout.write(`${JSON.stringify({ scanId: scan.scanId, state: scan.state })}\n`);
  else
    terminal.stdout.write(
      nameCalls(
        `Scan ${scan.scanId} is enqueued. Follow it with "credsweep status ${scan.scanId}". ` +
          'A running "credsweep worker" takes it.\n',
        terminal,
      ),
    );
  return 0;
}
