import { isCoverageComplete } from '@credsweep/core';
import { describeRiskRule, describeStaleRule } from './describe-scan.ts';
import { formatMinute, formatPercent } from './format.ts';
import { toPrintable } from './printable.ts';
import { rankAccounts } from './rank-accounts.ts';
import type { ScanReport, UnreadAccount } from './scan-report.ts';

/** Renders the summary of a scan as GitHub-flavoured Markdown, for a pull request, a ticket or the page of a CI run. */
export function renderMarkdown({ summary, accounts, unreadAccounts }: ScanReport): string {
  const { coverage, policy, users, staleUsers, accessKeys, highRiskKeys, newHighRiskKeys } =
    summary;
  const due = coverage.accounts - coverage.skipped;
  const mark = isCoverageComplete(coverage) ? '' : ' ⚠️';
  const of = summary.organizationId === null ? '' : ` of ${summary.organizationId}`;
  const totals = [
    `| | count | share | rule |`,
    `| --- | ---: | ---: | --- |`,
    `| Coverage${mark} | ${coverage.scanned} of ${due} accounts | ${coverage.percent} % | ${coverage.failed} failed, ${coverage.skipped} skipped |`,
    `| Stale users | ${staleUsers} of ${users} | ${formatPercent(staleUsers, users)} | ${describeStaleRule(policy)} |`,
    `| High-risk keys | ${highRiskKeys} of ${accessKeys} | ${formatPercent(highRiskKeys, accessKeys)} | ${describeRiskRule(policy)} |`,
    `| New high-risk keys | ${newHighRiskKeys} | | since the scan before |`,
  ];
  const ranked = rankAccounts(accounts);
  const worst = [
    '| account | high-risk keys | stale users |',
    '| --- | ---: | ---: |',
    ...ranked
      .slice(0, maxAccounts)
      .map(
        (account) =>
          `| ${escapeCell(account.accountName)} \`${account.accountId}\` | ${account.highRiskKeyCount} | ${account.staleUserCount} |`,
      ),
    ...(ranked.length > maxAccounts ? [`| … and ${ranked.length - maxAccounts} more | | |`] : []),
  ];
  return [
    `## Scan ${summary.scanId}${of}`,
    `${summary.state}, as of ${formatMinute(summary.asOf)}, policy ${escapeCell(policy.name)}`,
    totals.join('\n'),
    ...renderUnread(
      'Not read',
      unreadAccounts.filter((account) => account.state !== 'skipped'),
    ),
    ...renderUnread(
      'Skipped',
      unreadAccounts.filter((account) => account.state === 'skipped'),
    ),
    ...(ranked.length === 0 ? [] : ['### Where to look first', worst.join('\n')]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderUnread(title: string, accounts: readonly UnreadAccount[]): readonly string[] {
  if (accounts.length === 0) return [];
  const rows = accounts
    .slice(0, maxAccounts)
    .map(
      (account) =>
        `| ${escapeCell(account.accountName)} \`${account.accountId}\` | ${account.code ?? account.state} | ${escapeCell(account.message ?? '')} |`,
    );
  const more =
    accounts.length > maxAccounts ? [`| … and ${accounts.length - maxAccounts} more | | |`] : [];
  return [
    `### ${title} (${accounts.length})`,
    ['| account | why | what to do |', '| --- | --- | --- |', ...rows, ...more].join('\n'),
  ];
}

/** Keeps a name from ending its cell, and from being read as Markdown or HTML. */
function escapeCell(text: string): string {
  return toPrintable(text).replaceAll(
    /[\\`*_{}[\]<>()#+!|~$@&]/g,
    (sign) => `&#${sign.charCodeAt(0)};`,
  );
}

const maxAccounts = 20;
