import { isCoverageComplete, type ScanSummary } from '@credsweep/core';
import stringWidth from 'string-width';
import { toPrintable } from './printable.ts';
import type { ReportedAccount, ScanReport, UnreadAccount } from './scan-report.ts';
import { createTerminalStyle, drawBar, type TerminalStyle } from './terminal-style.ts';

/** Renders what a person wants to know of a scan for a terminal: coverage first, then totals, then where to look. */
export function renderScanReport(report: ScanReport, options: { readonly color: boolean }): string {
  const style = createTerminalStyle(options.color);
  const { summary, accounts, unreadAccounts } = report;
  const sections = [
    renderHeading(summary, style),
    renderTotals(summary, accounts, style),
    renderUnreadAccounts(
      'Not read',
      unreadAccounts.filter((account) => account.state === 'failed'),
      style,
    ),
    renderUnreadAccounts(
      'Still waiting',
      unreadAccounts.filter((account) => account.state === 'waiting'),
      style,
    ),
    renderUnreadAccounts(
      'Skipped',
      unreadAccounts.filter((account) => account.state === 'skipped'),
      style,
    ),
    renderWorstAccounts(accounts, style),
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
  return `${title}${ended} ${style.faint(`· policy ${policy.name} · as of ${toMinute(asOf)}`)}`;
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
  const staleRule =
    policy.staleRule === 'login'
      ? `last login over ${policy.staleAfterDays} days ago, or never`
      : `no activity for over ${policy.staleAfterDays} days`;
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
      percent(staleUsers, users),
      style.faint(staleRule),
    ],
    [
      'High-risk keys',
      `${highRiskKeys} of ${accessKeys}`,
      style.bad(drawBar(share(highRiskKeys, accessKeys), barWidth)),
      percent(highRiskKeys, accessKeys),
      newHighRiskKeys > 0
        ? style.bad(`${newHighRiskKeys} new in scan ${scanId}`)
        : style.faint(`last rotated over ${policy.keyRotationDays} days ago, never used, or root`),
    ],
  ]);
}

function renderUnreadAccounts(
  title: string,
  accounts: readonly UnreadAccount[],
  style: TerminalStyle,
): string {
  if (accounts.length === 0) return '';
  const shown = accounts.slice(0, maxListed).map((account) => {
    const message =
      account.message === null ? '' : `\n    ${style.faint(toPrintable(account.message))}`;
    const code = account.code === null ? '' : style.bad(account.code);
    return `  ${account.accountId}  ${toPrintable(account.accountName)}  ${code}${message}`;
  });
  const more =
    accounts.length > maxListed
      ? [`  … and ${accounts.length - maxListed} more: credsweep report --table scan_coverage`]
      : [];
  return [style.strong(`${title} (${accounts.length})`), ...shown, ...more].join('\n');
}

function renderWorstAccounts(accounts: readonly ReportedAccount[], style: TerminalStyle): string {
  const worst = accounts
    .filter((account) => account.highRiskKeyCount + account.staleUserCount > 0)
    .toSorted(
      (left, right) =>
        right.highRiskKeyCount - left.highRiskKeyCount ||
        right.staleUserCount - left.staleUserCount,
    )
    .slice(0, maxListed);
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

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function percent(part: number, whole: number): string {
  return `${Math.round(share(part, whole) * 1000) / 10} %`;
}

function toMinute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

const barWidth = 16;
const maxListed = 8;
