import { isCoverageComplete, type ScanSummary } from '@credsweep/core';
import {
  describeAge,
  describeOlderAccounts,
  describeOtherAccounts,
  describeReportAge,
  describeShownData,
} from './describe-data-age.ts';
import { describeRiskRule, describeStaleRule } from './describe-policy.ts';
import { describeSeverities } from './describe-severities.ts';
import { formatMinute, formatPercent, plural } from './format.ts';
import { groupUnreadAccounts, type UnreadGroup } from './group-unread-accounts.ts';
import { adviseOnCode } from './html/unread-account-advice.ts';
import { toCode, escapeCell } from './markdown-text.ts';
import { nameOwner } from './name-owner.ts';
import { toPrintable } from './printable.ts';
import { rankAccounts } from './rank-accounts.ts';
import type { RollUp, UnitRollUp } from './read-roll-ups.ts';
import type { UnreadAccount } from './read-unread-accounts.ts';
import type { ReportedAccount, ScanReport } from './scan-report.ts';
import { explainWhatIf } from './what-if/describe-what-if.ts';

/** Renders the summary of a scan as GitHub-flavoured Markdown, for a pull request, a ticket or the page of a CI run. */
export function renderMarkdown({ summary, accounts, unreadAccounts, rollUps }: ScanReport): string {
  const { scanId, organizationId, state, asOf, policy, notice } = summary;
  return [
    explainWhatIf(summary)
      .map((line) => `> ${escapeCell(line)}`)
      .join('\n>\n'),
    `## Scan ${scanId}${organizationId === null ? '' : ` of ${organizationId}`}`,
    `${state}, as of ${formatMinute(asOf)}, policy ${toCode(policy.name)}`,
    notice === null ? '' : `> ${escapeCell(notice)}`,
    renderTotals(summary),
    ...groupUnreadAccounts(unreadAccounts).map((group) => renderUnread(group, asOf)),
    renderWorst(rankAccounts(accounts)),
    renderRollUps('owner', 'Who to ask first', rollUps.owners),
    renderRollUps('organizational unit', 'Where in the organization', rankUnits(rollUps.units)),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

function renderTotals(summary: ScanSummary): string {
  const { coverage, policy, users, staleUsers, accessKeys, highRiskKeys, newHighRiskKeys } =
    summary;
  const severities = describeSeverities(summary);
  const older = describeOlderAccounts(summary);
  const others = describeOtherAccounts(summary);
  const mark = isCoverageComplete(coverage) ? '' : ' ⚠️';
  return renderTable(['', 'count', 'share', ''], '--- | ---: | ---: | ---', [
    [
      `Coverage${mark}`,
      `${coverage.scanned} of ${plural(coverage.accounts - coverage.skipped, 'account')}`,
      `${coverage.percent} %`,
      `${coverage.failed} failed, ${coverage.skipped} skipped`,
    ],
    renderReportAge(summary),
    ...(older === '' ? [] : [['Older data ⚠️', String(summary.olderAccounts.length), '', older]]),
    ...(others === '' ? [] : [['Other accounts', String(summary.otherAccounts), '', others]]),
    [
      'Stale users',
      `${staleUsers} of ${users}`,
      formatPercent(staleUsers, users),
      describeStaleRule(policy),
    ],
    [
      'High-risk keys',
      `${highRiskKeys} of ${accessKeys}`,
      formatPercent(highRiskKeys, accessKeys),
      describeRiskRule(policy),
    ],
    ...(severities === '' ? [] : [['by severity', '', '', severities]]),
    [
      'New high-risk keys',
      String(newHighRiskKeys),
      '',
      'a first scan has none: it is the baseline',
    ],
  ]);
}

function renderReportAge(summary: ScanSummary): readonly string[] {
  const { asOf, oldestReport } = summary;
  const label = 'Oldest credential report';
  if (oldestReport === null) return [label, '', '', describeReportAge(summary)];
  return [
    label,
    describeAge(oldestReport.generatedAt, asOf),
    '',
    `${nameAccount(oldestReport)}: ${describeReportAge(summary)}`,
  ];
}

function renderUnread({ title, accounts }: UnreadGroup<UnreadAccount>, asOf: Date): string {
  const rows = accounts
    .slice(0, maxAccounts)
    .map((account) => [
      nameAccount(account),
      toCode(account.code ?? account.state),
      describeShownData(account.dataAsOf, asOf),
      escapeCell(adviseOnCode(account.code, account.state)),
    ]);
  return [
    `### ${title} (${accounts.length})`,
    renderTable(['account', 'why', 'data', 'what to do'], '--- | --- | --- | ---', [
      ...rows,
      ...countMore(accounts.length, 4),
    ]),
    renderMessages(accounts.slice(0, maxAccounts)),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** Each message is one line that begins with an account id, so that none can end the block. */
function renderMessages(accounts: readonly UnreadAccount[]): string {
  const lines = accounts
    .filter(({ message, state }) => message !== null && state !== 'skipped')
    .map(({ accountId, message }) => toPrintable(`${accountId} ${message}`));
  if (lines.length === 0) return '';
  return [
    '<details><summary>Full messages</summary>',
    ['```text', ...lines, '```'].join('\n'),
    '</details>',
  ].join('\n\n');
}

function renderWorst(ranked: readonly ReportedAccount[]): string {
  if (ranked.length === 0) return '';
  const rows = ranked
    .slice(0, maxAccounts)
    .map((account) => [
      nameAccount(account),
      String(account.highRiskKeyCount),
      String(account.staleUserCount),
    ]);
  return [
    '### Where to look first',
    renderTable(['account', 'high-risk keys', 'stale users'], '--- | ---: | ---:', [
      ...rows,
      ...countMore(ranked.length, 3),
    ]),
  ].join('\n\n');
}

function renderRollUps(noun: string, title: string, rollUps: readonly RollUp[]): string {
  if (rollUps.length === 0) return '';
  const rows = rollUps
    .slice(0, maxRollUps)
    .map((rollUp) => [
      toCode(noun === 'owner' ? nameOwner(rollUp.name) : rollUp.name),
      String(rollUp.accounts),
      String(rollUp.highRiskKeys),
      describeSeverities(rollUp),
      String(rollUp.staleUsers),
    ]);
  const more = rollUps.length - rows.length;
  return [
    `### ${title}`,
    renderTable(
      [noun, 'accounts', 'high-risk keys', 'by severity', 'stale users'],
      '--- | ---: | ---: | --- | ---:',
      [...rows, ...(more > 0 ? [[`… and ${more} more`, '', '', '', '']] : [])],
    ),
  ].join('\n\n');
}

/** The root has all, and is left out. */
function rankUnits(units: readonly UnitRollUp[]): readonly RollUp[] {
  return units
    .filter(({ depth }) => depth > 0)
    .toSorted(
      (left, right) => right.highRiskKeys - left.highRiskKeys || right.staleUsers - left.staleUsers,
    );
}

function countMore(count: number, columns: number): readonly (readonly string[])[] {
  if (count <= maxAccounts) return [];
  return [[`… and ${count - maxAccounts} more`, ...Array<string>(columns - 1).fill('')]];
}

function nameAccount(account: {
  readonly accountId: string;
  readonly accountName: string;
}): string {
  return `${toCode(account.accountName)} ${toCode(account.accountId)}`.trim();
}

function renderTable(
  head: readonly string[],
  rule: string,
  rows: readonly (readonly string[])[],
): string {
  const lines = [head, ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.toSpliced(1, 0, `| ${rule} |`).join('\n');
}

const maxAccounts = 20;
const maxRollUps = 5;
