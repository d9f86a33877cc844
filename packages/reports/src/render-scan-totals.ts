import { isCoverageComplete, type Policy, type ScanSummary } from '@credsweep/core';
import wrapAnsi from 'wrap-ansi';
import { alignColumns } from './align-columns.ts';
import {
  describeAge,
  describeOlderAccounts,
  describeOtherAccounts,
  describeReportAge,
} from './describe-data-age.ts';
import { describeRiskRule, describeStaleRule } from './describe-policy.ts';
import { describeSeverities } from './describe-severities.ts';
import { formatPercent } from './format.ts';
import { indentLines } from './indent-lines.ts';
import { toPrintable } from './printable.ts';
import { drawBar, type Layout, type TerminalStyle } from './terminal-style.ts';

/** Renders the totals of a scan for a terminal, how old its data are, and the rules by which it judged. */
export function renderScanTotals(summary: ScanSummary, layout: Layout): string {
  const { style } = layout;
  return [
    `${renderCounts(summary, style)}\n${renderDataAge(summary, style)}`,
    renderRules(summary.policy, layout),
  ].join('\n\n');
}

function renderCounts(summary: ScanSummary, style: TerminalStyle): string {
  const { coverage, users, staleUsers, accessKeys, highRiskKeys, newHighRiskKeys } = summary;
  const due = coverage.accounts - coverage.skipped;
  const paint = isCoverageComplete(coverage) ? style.good : style.bad;
  return alignColumns([
    [
      'Coverage',
      `${coverage.scanned} of ${due}`,
      paint(drawBar(share(coverage.scanned, due), barWidth)),
      `${coverage.percent} %`,
      joinNotes([
        coverage.failed > 0 ? style.bad(`${coverage.failed} failed`) : '',
        coverage.skipped > 0 ? style.warning(`${coverage.skipped} skipped`) : '',
      ]),
    ],
    [
      'Stale users',
      `${staleUsers} of ${users}`,
      style.warning(drawBar(share(staleUsers, users), barWidth)),
      formatPercent(staleUsers, users),
    ],
    [
      'High-risk keys',
      `${highRiskKeys} of ${accessKeys}`,
      style.bad(drawBar(share(highRiskKeys, accessKeys), barWidth)),
      formatPercent(highRiskKeys, accessKeys),
      joinNotes([
        newHighRiskKeys > 0 ? style.bad(`${newHighRiskKeys} new`) : '',
        describeSeverities(summary),
      ]),
    ],
  ]);
}

/** How old the oldest of the data are, for what was mended since still shows. */
function renderDataAge(summary: ScanSummary, style: TerminalStyle): string {
  const { asOf, oldestReport } = summary;
  const meaning = describeReportAge(summary);
  const age =
    oldestReport === null
      ? style.warning(meaning)
      : `${style.strong(describeAge(oldestReport.generatedAt, asOf))}, of ${oldestReport.accountId} ${toPrintable(oldestReport.accountName)}: ${meaning}`;
  const older = describeOlderAccounts(summary);
  const others = describeOtherAccounts(summary);
  return [
    `  Oldest report   ${age}`,
    ...(older === '' ? [] : [`  Older data      ${style.warning(older)}`]),
    ...(others === ''
      ? []
      : [`  Other accounts  ${style.warning(others)}; "credsweep report --table" shows them, too`]),
  ].join('\n');
}

function renderRules(policy: Policy, { style, width }: Layout): string {
  return [`Stale: ${describeStaleRule(policy)}.`, `High-risk: ${describeRiskRule(policy)}.`]
    .map((rule) => style.faint(indentLines(wrapAnsi(rule, width - 2), 2)))
    .join('\n');
}

function joinNotes(notes: readonly string[]): string {
  return notes.filter((note) => note !== '').join(', ');
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

const barWidth = 16;
