import { renderTable } from '@credsweep/reports';
import type { ReadingReport } from './reading-report.ts';

/** Renders all figures as tables for a terminal; docs/performance.md says what they mean. */
export function renderReadingReport(report: ReadingReport): string {
  const { machine, database } = report;
  const head =
    `Measured ${machine.measuredAt} with Node.js ${machine.node}, PostgreSQL ${machine.postgres}; ` +
    `${machine.platform}, ${machine.cores} x ${machine.cpu}, load ${machine.load.map((load) => load.toFixed(1)).join(' to ')}.\n` +
    `${database.accounts} accounts, ${database.users} users, ${database.accessKeys} access keys, ${database.highRiskKeys} of them ` +
    `high-risk, ${database.findings} findings, ${database.scans} scans with all their rows: ${database.gigabytes.toFixed(1)} GB.\n`;
  const sections = [
    head,
    section('Statements', renderStatements(report)),
    section('Pages', renderPages(report)),
    section('Programs', renderPrograms(report)),
    section('CSV', renderCsv(report)),
    section('Pruning of the oldest scan', renderPrune(report)),
  ];
  return sections.filter((text) => text !== '').join('\n');
}

function section(title: string, table: string): string {
  return table === '' ? '' : `${title}\n${table}`;
}

function renderStatements({ statements }: ReadingReport): string {
  if (statements.length === 0) return '';
  return renderTable(
    ['group', 'what', 'rows', 'first ms', 'median ms', 'limit', 'cpu ms', 'pages hit', 'read'],
    statements.map((figures) => [
      figures.group,
      figures.name,
      String(figures.rows),
      round(figures.firstMs),
      round(figures.medianMs),
      judge(figures.medianMs, figures.limitMs),
      round(figures.cpuMs),
      round(figures.pagesHit),
      round(figures.pagesRead),
    ]),
  );
}

function renderPages({ pages }: ReadingReport): string {
  if (pages.length === 0) return '';
  return renderTable(
    ['page', 'kB', 'first ms', 'median ms', 'limit'],
    pages.map(({ path, kilobytes, firstMs, medianMs, limitMs }) => [
      path,
      round(kilobytes),
      round(firstMs),
      round(medianMs),
      judge(medianMs, limitMs),
    ]),
  );
}

function renderPrograms({ programs }: ReadingReport): string {
  if (programs.length === 0) return '';
  return renderTable(
    ['credsweep', 'wall ms', 'limit', 'cpu ms', 'MB'],
    programs.map(({ name, wallMs, limitMs, cpuMs, peakMb }) => [
      name,
      round(wallMs),
      judge(wallMs, limitMs),
      round(cpuMs),
      round(peakMb),
    ]),
  );
}

function renderCsv({ csv }: ReadingReport): string {
  if (csv.length === 0) return '';
  return renderTable(
    ['view', 'rows', 'wall s', 'rows/s', 'cpu s', 'MB after 10 %', '50 %', 'at the end', 'peak'],
    csv.map(({ view, rows, wallMs, rowsPerSecond, cpuMs, rssMb, peakMb }) => [
      view,
      String(rows),
      (wallMs / 1000).toFixed(1),
      round(rowsPerSecond),
      (cpuMs / 1000).toFixed(1),
      ...rssMb.map(round),
      round(peakMb),
    ]),
  );
}

function renderPrune({ prune }: ReadingReport): string {
  if (prune === null) return '';
  return renderTable(
    ['wall ms', 'limit', 'freed MB', 'accounts kept'],
    [
      [
        round(prune.wallMs),
        judge(prune.wallMs, prune.limitMs),
        round(prune.freedMegabytes),
        String(prune.keptAccounts),
      ],
    ],
  );
}

function judge(figure: number, limit: number | null): string {
  if (limit === null) return '';
  return figure <= limit ? `< ${limit}` : `OVER ${limit}`;
}

function round(figure: number | null): string {
  return figure === null ? '–' : String(Math.round(figure));
}
