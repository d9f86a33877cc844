import { createReportReader } from '@credsweep/postgres';
import { readHtmlReportData, type HtmlReportData } from '@credsweep/reports';
import { measureBaselines } from './baseline/measure-baselines.ts';
import type { Backend, BenchOptions, World } from './bench-options.ts';
import type { BaselineFigures, BenchReport, ReportFigures, ScanFigures } from './bench-report.ts';
import { describeMachine } from './describe-machine.ts';
import { measureGrowth } from './measure-growth.ts';
import { measureReport } from './measure-report.ts';
import { measureScan } from './measure-scan.ts';
import { openFleet, type Fleet } from './open-fleet.ts';
import { measurePureParts } from './pure/measure-pure-parts.ts';
import { startServers } from './servers/start-servers.ts';
import { stageProgram } from './stage-program.ts';

/**
 * Measures everything that the options ask for, one thing after the other.
 *
 * @param onProgress told of each thing before it is measured
 */
export async function runBench(
  options: BenchOptions,
  onProgress: (what: string) => void,
): Promise<BenchReport> {
  const program = await stageProgram(options.program);
  const servers = await startServers();
  const scans: ScanFigures[] = [];
  const reports: ReportFigures[] = [];
  const baselines: BaselineFigures[] = [];
  let largestReport: HtmlReportData | null = null;

  const measureFleet = async (fleet: Fleet, key: FleetKey): Promise<void> => {
    for (let scan = 1; scan <= options.scans; scan += 1) {
      onProgress(`${describeKey(key)}, scan ${scan}`);
      scans.push(await measureScan(fleet, options, { ...key, scan }));
    }
    reports.push(await measureReport(fleet, key));
    const { accounts, users } = key;
    const isMeasured = baselines.some((baseline) => baseline.users === users);
    if (options.baselineAccounts > 0 && accounts > 2 && !isMeasured) {
      onProgress(`baselines with ${users} users in each account`);
      baselines.push(...(await measureBaselines(fleet, options, key)));
    }
    if (options.pure && accounts * users > (largestReport?.summary.users ?? 0)) {
      largestReport = await readHtmlReportData(
        createReportReader(fleet.database.pool),
        options.scans,
      );
    }
  };

  try {
    for (const key of listFleets(options, servers.redis !== null, onProgress)) {
      const fleet = await openFleet({ servers, program, options }, key, key.backend);
      try {
        await measureFleet(fleet, key);
      } finally {
        await fleet.close();
      }
    }
    if (options.pure) onProgress('pure parts');
    return {
      machine: describeMachine(servers),
      options,
      scans,
      reports,
      baselines,
      growth: measureGrowth(scans),
      pure: options.pure ? await measurePureParts(largestReport) : [],
    };
  } finally {
    await servers.stop();
  }
}

type FleetKey = World & {
  readonly backend: Backend;
  readonly workers: number;
  readonly concurrency: number;
};

function listFleets(
  options: BenchOptions,
  hasRedis: boolean,
  onProgress: (what: string) => void,
): readonly FleetKey[] {
  const { worlds, backends, workers, concurrency } = options;
  const possible = backends.filter((backend) => hasRedis || backend !== 'redis');
  if (possible.length < backends.length)
    onProgress('nothing on Redis: there is no redis-server on the PATH');
  return worlds.flatMap(({ accounts, users }) =>
    possible.flatMap((backend) =>
      workers.map((count) => ({ accounts, users, backend, workers: count, concurrency })),
    ),
  );
}

function describeKey({ accounts, users, backend, workers }: FleetKey): string {
  return `${accounts} accounts x ${users} users, ${backend}, ${workers} worker${workers === 1 ? '' : 's'}`;
}
