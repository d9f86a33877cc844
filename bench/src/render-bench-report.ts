import { renderTable } from '@credsweep/reports';
import type { BenchReport, ScanFigures, ScanKey } from './bench-report.ts';

/** Renders all figures as tables for a terminal; docs/performance.md says what each column means. */
export function renderBenchReport(report: BenchReport): string {
  const { machine, options } = report;
  const { latency, reportReady } = options;
  const head =
    `Measured ${machine.measuredAt} with Node.js ${machine.node}, PostgreSQL ${machine.postgres}, ` +
    `Redis ${machine.redis ?? 'not found'}; ${machine.platform}, ${machine.cores} x ${machine.cpu}.\n` +
    `Calls of AWS take ${latency.minMs} to ${latency.maxMs} ms, reports are ready after ${reportReady.minMs} to ` +
    `${reportReady.maxMs} ms, ListAccounts gives 20 accounts 8 times per second.\n`;
  const sections = [
    head,
    section('Time', renderTimes(report.scans)),
    section('CPU milliseconds per account, and memory', renderCost(report.scans)),
    section('Calls of AWS per account', renderCalls(report)),
    section('Queue and database', renderQueue(report.scans)),
    section('Report files', renderReports(report)),
    section('Growth: figure ~ size ^ exponent; up to 1 is linear or better', renderGrowth(report)),
    section('Pure parts', renderPure(report)),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, table: string): string {
  return table === '' ? '' : `${title}\n${table}`;
}

function renderTimes(scans: readonly ScanFigures[]): string {
  return renderTable(
    [
      ...keyColumns,
      'wall s',
      'ideal s',
      'of ideal',
      'accounts/s',
      'listing s',
      'ideal',
      'closing ms',
      'others',
    ],
    scans.map((scan) => [
      ...keyCells(scan),
      seconds(scan.wallMs),
      seconds(scan.idealMs),
      scan.efficiency.toFixed(2),
      round((scan.accounts / scan.wallMs) * 1000),
      seconds(scan.listingMs),
      seconds(scan.idealListingMs),
      round(scan.closingMs),
      scan.otherCpuShare === null ? '–' : `${Math.round(scan.otherCpuShare * 100)} %`,
    ]),
  );
}

function renderCost(scans: readonly ScanFigures[]): string {
  return renderTable(
    [
      ...keyColumns,
      'ours',
      'worker',
      'producer',
      'postgres',
      'redis',
      'simulator',
      'start ms',
      'worker MB',
      'producer MB',
    ],
    scans.map((scan) => {
      const { ours, worker, producer, postgres, redis, simulator } = scan.cpuMsPerAccount;
      return [
        ...keyCells(scan),
        ...[ours, worker, producer, postgres, redis, simulator].map(tenths),
        round(scan.startCpuMs),
        round(scan.peakMb.worker),
        round(scan.peakMb.producer),
      ];
    }),
  );
}

function renderCalls({ scans, baselines }: BenchReport): string {
  const actions = [
    ...new Set(scans.flatMap(({ callsPerAccount }) => Object.keys(callsPerAccount))),
  ];
  const rows = scans.map((scan) => [
    ...keyCells(scan),
    hundredths(Object.values(scan.callsPerAccount).reduce((sum, calls) => sum + calls, 0)),
    ...actions.map((action) => hundredths(scan.callsPerAccount[action] ?? 0)),
  ]);
  const table = renderTable([...keyColumns, 'all', ...actions.map(shortenAction)], rows);
  if (baselines.length === 0) return table;
  const baselineTable = renderTable(
    ['accounts', 'users', 'baseline', 'calls', 'wall ms', 'CPU ms'],
    baselines.map((baseline) => [
      String(baseline.accounts),
      String(baseline.users),
      baseline.name,
      hundredths(baseline.callsPerAccount),
      round(baseline.wallMsPerAccount),
      tenths(baseline.cpuMsPerAccount),
    ]),
  );
  return `${table}\nScanners that ask for each user; figures per account, of as few accounts as stand here\n${baselineTable}`;
}

function renderQueue(scans: readonly ScanFigures[]): string {
  return renderTable(
    [
      ...keyColumns,
      'rows/s',
      'rows/account',
      'scripts/job',
      'commands/job',
      'ledger sql/job',
      'other sql/job',
    ],
    scans.map(({ queue, ...scan }) => [
      ...keyCells(scan),
      round(scan.rowsPerSecond),
      tenths(scan.rowsPerAccount),
      tenths(queue.scriptsPerJob),
      tenths(queue.commandsPerJob),
      tenths(queue.ledgerStatementsPerJob),
      tenths(queue.otherStatementsPerJob),
    ]),
  );
}

function renderReports({ reports }: BenchReport): string {
  return renderTable(
    [...keyColumns.slice(0, -1), 'wall s', 'CPU s', 'MB'],
    reports.map((report) => [
      ...keyCells({ ...report, scan: 0 }).slice(0, -1),
      seconds(report.wallMs),
      seconds(report.cpuMs),
      round(report.peakMb),
    ]),
  );
}

function renderGrowth({ growth }: BenchReport): string {
  if (growth.length === 0) return '';
  return renderTable(
    ['figure', 'over', 'of', 'sizes', 'values', 'exponent'],
    growth.map(({ figure, over, where, sizes, values, exponent }) => [
      figure,
      over,
      where,
      sizes.join(' '),
      values.map(round).join(' '),
      exponent.toFixed(2),
    ]),
  );
}

function renderPure({ pure }: BenchReport): string {
  if (pure.length === 0) return '';
  return renderTable(
    ['what', 'mean ms', 'p99 ms', 'runs'],
    pure.map(({ name, meanMs, p99Ms, runs }) => [
      name,
      meanMs.toFixed(3),
      p99Ms.toFixed(3),
      String(runs),
    ]),
  );
}

function keyCells({ accounts, users, backend, workers, concurrency, scan }: ScanKey): string[] {
  return [String(accounts), String(users), backend, `${workers} x ${concurrency}`, String(scan)];
}

function shortenAction(action: string): string {
  return action.slice(action.indexOf(':') + 1);
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1);
}

function round(figure: number): string {
  return String(Math.round(figure));
}

function tenths(figure: number | null): string {
  return figure === null ? '–' : figure.toFixed(1);
}

function hundredths(figure: number): string {
  return figure.toFixed(2);
}

const keyColumns = ['accounts', 'users', 'backend', 'workers', 'scan'];
