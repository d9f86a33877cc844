import type { ScanSummary } from '@credsweep/core';
import wrapAnsi from 'wrap-ansi';
import { alignColumns } from './align-columns.ts';
import { describeSeverities } from './describe-severities.ts';
import { formatCount, formatDuration, formatMinute, plural } from './format.ts';
import { groupUnreadAccounts } from './group-unread-accounts.ts';
import { indentLines } from './indent-lines.ts';
import { nameOwner } from './name-owner.ts';
import { toPrintable } from './printable.ts';
import { rankAccounts } from './rank-accounts.ts';
import type { RollUp } from './read-roll-ups.ts';
import { renderScanTotals } from './render-scan-totals.ts';
import { renderUnreadAccounts } from './render-unread-accounts.ts';
import type { ReportedAccount, ScanReport } from './scan-report.ts';
import { shortenName } from './shorten-name.ts';
import { createTerminalStyle, drawBar, type Layout, type TerminalStyle } from './terminal-style.ts';
import { explainWhatIf } from './what-if/describe-what-if.ts';

/** Renders what a person wants to know of a scan for a terminal: coverage first, then totals, then where to look. */
export function renderScanReport(
  report: ScanReport,
  options: { readonly color: boolean; readonly width: number },
): string {
  const style = createTerminalStyle(options.color);
  const layout = { style, width: Math.min(Math.max(options.width, 60), 120) };
  const { summary, accounts, unreadAccounts, rollUps } = report;
  const sections = [
    renderWhatIf(summary, layout),
    renderHeading(summary, layout),
    renderScanTotals(summary, layout),
    renderWorstAccounts(accounts, style),
    renderOwners(rollUps.owners, style),
    ...groupUnreadAccounts(unreadAccounts).map((group) =>
      renderUnreadAccounts(group, summary.asOf, layout),
    ),
    renderCalls(summary, style),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** First of all, for whoever overlooks it takes the numbers for those of the scan. */
function renderWhatIf(summary: ScanSummary, { style, width }: Layout): string {
  const [title, ...lines] = explainWhatIf(summary);
  if (title === undefined) return '';
  return [
    style.warning(style.strong(wrapAnsi(title, width))),
    ...lines.map((line) => indentLines(wrapAnsi(line, width - 2), 2)),
  ].join('\n');
}

function renderHeading(summary: ScanSummary, { style, width }: Layout): string {
  const { scanId, organizationId, policy, asOf, state, notice } = summary;
  const title = style.strong(
    `Scan ${scanId}${organizationId === null ? '' : ` of ${organizationId}`}`,
  );
  const ended = state === 'completed' ? '' : ` · ${style.warning(state)}`;
  const heading = `${title}${ended} ${style.faint(`· policy ${toPrintable(policy.name)} · as of ${formatMinute(asOf)}`)}`;
  return notice === null
    ? heading
    : `${heading}\n${style.warning(wrapAnsi(toPrintable(notice), width))}`;
}

function renderWorstAccounts(accounts: readonly ReportedAccount[], style: TerminalStyle): string {
  const worst = rankAccounts(accounts).slice(0, maxListed);
  if (worst.length === 0) return '';
  const most = Math.max(
    ...worst.map((account) => Math.max(account.highRiskKeyCount, account.staleUserCount)),
  );
  const rows = worst.map((account) => [
    account.accountId,
    shortenName(toPrintable(account.accountName), maxNameWidth),
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

function renderOwners(owners: readonly RollUp[], style: TerminalStyle): string {
  if (owners.length === 0) return '';
  const rows = owners
    .slice(0, maxOwners)
    .map((owner) => [
      shortenName(toPrintable(nameOwner(owner.name)), maxNameWidth),
      formatCount(owner.accounts).padStart(8),
      style.bad(formatCount(owner.highRiskKeys).padStart(14)),
      style.warning(formatCount(owner.staleUsers).padStart(11)),
      describeSeverities(owner),
    ]);
  const more = owners.length - rows.length;
  return [
    style.strong('Who to ask first'),
    alignColumns([
      ['owner', 'accounts', 'high-risk keys', 'stale users', ''].map(style.faint),
      ...rows,
    ]),
    ...(more > 0
      ? [
          style.faint(
            `  … and ${plural(more, 'more owner', 'more owners')}: credsweep report --table owner_summary`,
          ),
        ]
      : []),
  ].join('\n');
}

function renderCalls(summary: ScanSummary, style: TerminalStyle): string {
  const { apiCalls, coverage, startedAt, finishedAt } = summary;
  const perAccount =
    coverage.scanned === 0
      ? ''
      : `, ${(apiCalls.total / coverage.scanned).toFixed(1)} per scanned account`;
  const took =
    finishedAt === null ? '' : ` · ${formatDuration(finishedAt.getTime() - startedAt.getTime())}`;
  return style.faint(`${apiCalls.total} AWS calls${perAccount}${took}`);
}

const maxListed = 8;
const maxOwners = 5;
const maxNameWidth = 36;
