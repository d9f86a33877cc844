import { isCoverageComplete, type ScanSummary } from '@credsweep/core';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import { describeRiskRule, describeStaleRule } from './describe-scan.ts';
import { formatMinute, formatPercent } from './format.ts';
import { toPrintable } from './printable.ts';
import { rankAccounts } from './rank-accounts.ts';
import type { ReportedAccount, ScanReport, UnreadAccount } from './scan-report.ts';
import { createTerminalStyle, drawBar, type TerminalStyle } from './terminal-style.ts';

/** How a report is laid out on a terminal: its styles, and the cells of a line. */
type Layout = { readonly style: TerminalStyle; readonly width: number };

/** Renders what a person wants to know of a scan for a terminal: coverage first, then totals, then where to look. */
export function renderScanReport(
  report: ScanReport,
  options: { readonly color: boolean; readonly width: number },
): string {
  const style = createTerminalStyle(options.color);
  const layout = { style, width: Math.min(Math.max(options.width, 60), 120) };
  const { summary, accounts, unreadAccounts } = report;
  const inState = (state: UnreadAccount['state']): readonly UnreadAccount[] =>
    unreadAccounts.filter((account) => account.state === state);
  const sections = [
    renderHeading(summary, style),
    renderTotals(summary, accounts, style),
    renderWorstAccounts(accounts, style),
    renderUnreadAccounts('Not read', inState('failed'), layout),
    renderUnreadAccounts('Still waiting', inState('waiting'), layout),
    renderUnreadAccounts('Skipped', inState('skipped'), layout),
    renderCalls(summary, style),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function renderHeading(summary: ScanSummary, style: TerminalStyle): string {
  const { scanId, organizationId, policy, asOf, state } = summary;
  const title = style.strong(
    `Scan ${scanId}${organizationId === null ? '' : ` of ${organizationId}`}`,
  );
  const ended = state === 'completed' ? '' : ` · ${style.warning(state)}`;
  return `${title}${ended} ${style.faint(`· policy ${policy.name} · as of ${formatMinute(asOf)}`)}`;
}

function renderTotals(
  summary: ScanSummary,
  accounts: readonly ReportedAccount[],
  style: TerminalStyle,
): string {
  const { coverage, users, staleUsers, accessKeys, highRiskKeys, newHighRiskKeys, policy, scanId } =
    summary;
  const due = coverage.accounts - coverage.skipped;
  const complete = isCoverageComplete(coverage);
  const paint = complete ? style.good : style.bad;
  const older = accounts.filter((account) => account.dataAsOf < summary.asOf).length;
  const notes = [
    coverage.failed > 0 ? style.bad(`${coverage.failed} failed`) : '',
    coverage.skipped > 0 ? style.warning(`${coverage.skipped} skipped`) : '',
    older > 0 ? style.warning(`${older} shown with data of an earlier scan`) : '',
  ].filter((note) => note !== '');
  return alignColumns([
    [
      'Coverage',
      `${coverage.scanned} of ${due}`,
      paint(drawBar(share(coverage.scanned, due), barWidth)),
      `${coverage.percent} %`,
      notes.join(', '),
    ],
    [
      'Stale users',
      `${staleUsers} of ${users}`,
      style.warning(drawBar(share(staleUsers, users), barWidth)),
      formatPercent(staleUsers, users),
      style.faint(describeStaleRule(policy)),
    ],
    [
      'High-risk keys',
      `${highRiskKeys} of ${accessKeys}`,
      style.bad(drawBar(share(highRiskKeys, accessKeys), barWidth)),
      formatPercent(highRiskKeys, accessKeys),
      newHighRiskKeys > 0
        ? style.bad(`${newHighRiskKeys} new in scan ${scanId}`)
        : style.faint(describeRiskRule(policy)),
    ],
  ]);
}

/** Accounts by the code of their failure, most frequent first, with the message of the first as advice. */
function renderUnreadAccounts(
  title: string,
  accounts: readonly UnreadAccount[],
  layout: Layout,
): string {
  if (accounts.length === 0) return '';
  const { style, width } = layout;
  const byCode = [...Map.groupBy(accounts, (account) => account.code ?? '')].toSorted(
    ([, left], [, right]) => right.length - left.length,
  );
  const groups = byCode.map(([code, members]) => {
    const names = members
      .slice(0, maxListed)
      .map((account) => `${account.accountId} ${toPrintable(account.accountName)}`);
    if (members.length > maxListed) names.push(`… and ${members.length - maxListed} more`);
    const advice = toPrintable(members[0]?.message ?? '');
    return [
      code === '' ? '' : `  ${style.bad(code)}`,
      ...names.map((name) => `    ${name}`),
      advice === '' ? '' : style.faint(indent(wrapAnsi(advice, width - 6), 6)),
    ]
      .filter((line) => line !== '')
      .join('\n');
  });
  return [style.strong(`${title} (${accounts.length})`), ...groups].join('\n');
}

function renderWorstAccounts(accounts: readonly ReportedAccount[], style: TerminalStyle): string {
  const worst = rankAccounts(accounts).slice(0, maxListed);
  if (worst.length === 0) return '';
  const most = Math.max(
    ...worst.map((account) => Math.max(account.highRiskKeyCount, account.staleUserCount)),
  );
  const rows = worst.map((account) => [
    account.accountId,
    toPrintable(account.accountName),
    style.bad(
      `${String(account.highRiskKeyCount).padStart(5)} ${drawBar(account.highRiskKeyCount / most, 12)}`,
    ),
    style.warning(
      `${String(account.staleUserCount).padStart(5)} ${drawBar(account.staleUserCount / most, 12)}`,
    ),
  ]);
  return [
    style.strong('Where to look first'),
    alignColumns([['account', '', 'high-risk keys', 'stale users'].map(style.faint), ...rows]),
  ].join('\n');
}

function renderCalls(summary: ScanSummary, style: TerminalStyle): string {
  const { apiCalls, coverage, startedAt, finishedAt } = summary;
  const perAccount =
    coverage.scanned === 0
      ? ''
      : `, ${(apiCalls.total / coverage.scanned).toFixed(1)} per scanned account`;
  const took =
    finishedAt === null
      ? ''
      : ` · ${((finishedAt.getTime() - startedAt.getTime()) / 1000).toFixed(1)} s`;
  return style.faint(`${apiCalls.total} AWS calls${perAccount}${took}`);
}

/** Puts cells under each other by the width that a terminal gives them. */
function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join('  '),
    )
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

function indent(text: string, cells: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(cells));
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

const barWidth = 16;
const maxListed = 8;
