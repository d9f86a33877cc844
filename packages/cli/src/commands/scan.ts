import {
  CredsweepError,
  everyAccount,
  isCoverageComplete,
  type Scan,
  type ScanSettings,
  type ScanSummary,
} from '@credsweep/core';
import type { AwsHubOptions } from '@credsweep/aws';
import { resumeScan, startScan } from '@credsweep/producer';
import { resolve } from 'node:path';
import type { Configuration, FailOn } from '../configuration/configuration-schema.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { loadPolicy } from '../configuration/load-policy.ts';
import { readAsOf, readScanId } from '../configuration/read-argument.ts';
import { openEngine, type Engine } from '../engine/open-engine.ts';
import { openSources } from '../engine/open-sources.ts';
import { presentScan } from '../present-scan.ts';
import { runScan } from '../run-scan.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep scan`, as they stand on the command line. */
export type ScanFlags = {
  readonly format: 'table' | 'json';
  readonly out?: string;
  readonly detach?: true;
  readonly resume?: string;
  readonly fromReports?: string;
  readonly asOf?: string;
} & Readonly<Record<string, unknown>>;

/** Scans an organization in this process, or enqueues its scan for running workers; gives the exit code. */
export async function runScanCommand(
  terminal: Terminal,
  flags: ScanFlags,
  aws?: AwsHubOptions,
): Promise<number> {
  const { format, out, detach, resume, fromReports, asOf, ...settingFlags } = flags;
  checkCombination(flags);
  const configuration = await loadConfiguration(terminal.workingFolder, settingFlags);
  const policy = await loadPolicy(configuration, terminal.workingFolder);
  const settings = toScanSettings(
    configuration,
    fromReports === undefined ? null : resolve(terminal.workingFolder, fromReports),
  );
  const request = { policy, settings, asOf: asOf === undefined ? null : readAsOf(asOf) };
  const scanId = resume === undefined ? null : readScanId(resume);

  const sources = openSources(terminal, configuration.concurrency, aws);
  let engine: Engine | undefined;
  try {
    // Before anything is opened: wrong credentials or an empty folder leave no failed scan behind.
    if (detach !== true) await checkSources(settings, scanId, sources);
    engine = await openEngine(terminal);
    const { ledger, queue } = engine;
    const dependencies = { register: ledger, queue: queue.queue };
    const scan =
      scanId === null
        ? await startScan(request, dependencies)
        : await resumeScan(scanId, dependencies);
    if (detach === true) return reportDetached(terminal, scan, format);
    const ended = await runScan(terminal, {
      engine,
      sources,
      scan,
      concurrency: configuration.concurrency,
    });
    if (ended.kind === 'interrupted') return ended.exitCode;
    const summary = await presentScan(terminal, engine.reader, scan.scanId, { format, out });
    return toExitCode(summary, configuration.failOn);
  } finally {
    await engine?.close();
    sources.close();
  }
}

/** The exit code that says how a scan went. */
export function toExitCode(summary: ScanSummary, failOn: readonly FailOn[]): number {
  if (summary.state !== 'completed') return 1;
  const counts = {
    'stale-users': summary.staleUsers,
    'high-risk-keys': summary.highRiskKeys,
    'new-high-risk-keys': summary.newHighRiskKeys,
  } satisfies Record<FailOn, number>;
  if (failOn.some((condition) => counts[condition] > 0)) return 4;
  return isCoverageComplete(summary.coverage) ? 0 : 3;
}

function toScanSettings(configuration: Configuration, reportsFolder: string | null): ScanSettings {
  const { ou, account, exclude, roleName, externalId, keyIds } = configuration;
  return {
    selection: { ...everyAccount, organizationalUnits: ou, accounts: account, exclude },
    roleName,
    externalId,
    keyIds,
    reportsFolder,
  };
}

async function checkSources(
  settings: ScanSettings,
  resumed: number | null,
  sources: ReturnType<typeof openSources>,
): Promise<void> {
  if (settings.reportsFolder !== null) await sources.openDirectory(settings);
  else if (resumed === null) await sources.hub.identifyCaller();
}

function checkCombination({ detach, resume, fromReports, asOf }: ScanFlags): void {
  const problems = [
    detach === true && fromReports !== undefined
      ? '--detach and --from-reports: workers elsewhere cannot see the folder'
      : '',
    detach === true && resume !== undefined
      ? '--detach and --resume: a scan is resumed in this process'
      : '',
    asOf !== undefined && fromReports === undefined
      ? '--as-of is only for --from-reports: AWS tells the state of this moment'
      : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `These flags do not go together:\n  ${problems.join('\n  ')}`,
    );
}

function reportDetached(terminal: Terminal, scan: Scan, format: 'table' | 'json'): number {
  if (format === 'json')
    terminal.stdout.write(`${JSON.stringify({ scanId: scan.scanId, state: scan.state })}\n`);
  else
    terminal.stdout.write(
      `Scan ${scan.scanId} is enqueued. Follow it with "credsweep status ${scan.scanId}".\n`,
    );
  return 0;
}
