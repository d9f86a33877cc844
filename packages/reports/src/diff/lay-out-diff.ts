import type { Policy, ScanSummary } from '@credsweep/core';
import { describeRiskRule, describeStaleRule } from '../describe-policy.ts';
import { formatChange } from '../format-change.ts';
import { formatCount, formatDuration, formatMinute, plural } from '../format.ts';
import { accountWords, causeWords, isUnread } from './change-words.ts';
import type { AccountChange } from './compare-account-states.ts';
import { explainOrder } from './explain-order.ts';
import type { Movement, Turnover } from './count-changes.ts';
import { flaggedRecord, latestRecord } from './rank-changes.ts';
import type { ChangeList, ScanDiff } from './read-scan-diff.ts';
import type { FactChange } from './scan-change.ts';

/** A diff as a page: what must be known first, then tables. Texts are raw; whoever renders them makes them safe. */
export type DiffPage = {
  readonly title: string;
  readonly subtitle: string;
  /** What a reader must know before the numbers. */
  readonly warnings: readonly string[];
  readonly sections: readonly DiffSection[];
  /** Said where there is no section for it; null where there is. */
  readonly remark: string | null;
};

/** A table of a page. */
export type DiffSection = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows that are left out. */
  readonly more: number;
};

/** Puts a diff into words. */
export function layOutDiff(diff: ScanDiff): DiffPage {
  const { before, after } = diff;
  const of = after.organizationId === null ? '' : ` of ${after.organizationId}`;
  return {
    title: `Scan ${before.scanId} → scan ${after.scanId}${of}`,
    subtitle:
      `${formatMinute(before.asOf)} → ${formatMinute(after.asOf)}, ` +
      `${formatDuration(after.asOf.getTime() - before.asOf.getTime())} later, ` +
      (diff.policyChanged ? 'not the same policy' : `policy ${after.policy.name}`),
    warnings: [
      ...(diff.isTurned ? [explainOrder(diff)] : []),
      ...warnOfPolicy(diff),
      ...warnOfUnread(diff),
    ],
    sections: [
      layOutTotals(before, after),
      layOutMovement('Stale users', diff.staleUsers),
      layOutMovement('High-risk keys', diff.highRiskKeys),
      layOutTurnover(diff.users, diff.accessKeys),
      layOutAccounts(diff.accounts),
      layOutKeys('High-risk now', diff.flaggedKeys),
      layOutKeys('High-risk no longer, or gone', diff.clearedKeys),
      layOutUsers('Stale now', diff.flaggedUsers),
      layOutUsers('Stale no longer, or gone', diff.clearedUsers),
    ].filter(({ rows }) => rows.length > 0),
    remark: hasChanges(diff)
      ? null
      : 'No user became stale or ceased to be, no key high-risk; none appeared and none left.',
  };
}

function hasChanges({ users, accessKeys, staleUsers, highRiskKeys }: ScanDiff): boolean {
  return (
    users.appeared + users.left + accessKeys.appeared + accessKeys.left > 0 ||
    staleUsers.causes.length + highRiskKeys.causes.length > 0
  );
}

function warnOfPolicy({ policyChanged, before, after }: ScanDiff): readonly string[] {
  if (!policyChanged) return [];
  const describeRules = (policy: Policy): string =>
    `policy ${policy.name}: stale: ${describeStaleRule(policy)}; high-risk: ${describeRiskRule(policy)}; ${plural(policy.exemptions.length, 'exemption')}.`;
  return [
    `The policy changed from ${before.policy.name} to ${after.policy.name}. What it changes by itself is told apart, "by the policy"; everything else is judged by ${after.policy.name}.`,
    `Scan ${before.scanId}, ${describeRules(before.policy)}`,
    `Scan ${after.scanId}, ${describeRules(after.policy)}`,
  ];
}

function warnOfUnread({ accounts, after }: ScanDiff): readonly string[] {
  const unread = accounts.filter(isUnread);
  if (unread.length === 0) return [];
  const named = unread
    .slice(0, maxNamed)
    .map(
      ({ accountId, accountName, code }) =>
        `${accountId} ${accountName}${code === null ? '' : ` (${code})`}`,
    );
  const more = unread.length > maxNamed ? [`${unread.length - maxNamed} more`] : [];
  return [
    `Scan ${after.scanId} has no new data of ${plural(unread.length, 'account')}: ${[...named, ...more].join(', ')}. ` +
      'What was known of them before, if anything, is shown unchanged; nothing in them counts as fixed.',
  ];
}

function layOutTotals(before: ScanSummary, after: ScanSummary): DiffSection {
  const read = ({ coverage }: ScanSummary): string =>
    `${formatCount(coverage.scanned)} of ${formatCount(coverage.accounts - coverage.skipped)}`;
  const toRow = (label: string, count: (summary: ScanSummary) => number): readonly string[] => [
    label,
    formatCount(count(before)),
    formatCount(count(after)),
    formatChange(count(after) - count(before)),
  ];
  return {
    title: 'Totals',
    columns: ['', `scan ${before.scanId}`, `scan ${after.scanId}`, 'difference'],
    rows: [
      [
        'Accounts read',
        read(before),
        read(after),
        formatChange(after.coverage.scanned - before.coverage.scanned),
      ],
      toRow('Users', ({ users }) => users),
      toRow('Stale users', ({ staleUsers }) => staleUsers),
      toRow('Access keys', ({ accessKeys }) => accessKeys),
      toRow('Active access keys', ({ activeAccessKeys }) => activeAccessKeys),
      toRow('High-risk keys', ({ highRiskKeys }) => highRiskKeys),
    ],
    more: 0,
  };
}

function layOutMovement(noun: string, { before, after, causes }: Movement): DiffSection {
  return {
    title: `${noun}: ${formatCount(before)} → ${formatCount(after)}`,
    columns: ['change', 'why'],
    rows: causes.map(({ cause, byPolicy, added, removed }) => [
      [added, -removed]
        .filter((count) => count !== 0)
        .map(formatChange)
        .join(' '),
      `${causeWords[cause]}${byPolicy && cause !== 'policy' ? ', by the policy' : ''}`,
    ]),
    more: 0,
  };
}

function layOutTurnover(users: Turnover, accessKeys: Turnover): DiffSection {
  const counts = [users.appeared, users.left, accessKeys.appeared, accessKeys.left];
  return {
    title: 'Appeared and left',
    columns: ['', 'appeared', 'left'],
    rows: counts.every((count) => count === 0)
      ? []
      : [
          ['Users', formatCount(users.appeared), formatCount(users.left)],
          ['Access keys', formatCount(accessKeys.appeared), formatCount(accessKeys.left)],
        ],
    more: 0,
  };
}

function layOutAccounts(accounts: readonly AccountChange[]): DiffSection {
  return {
    title: `Accounts (${formatCount(accounts.length)})`,
    columns: ['account', 'name', 'what', 'shown as of'],
    rows: accounts
      .slice(0, maxAccounts)
      .map((account) => [
        account.accountId,
        account.accountName,
        describeAccount(account),
        describeShownTime(account),
      ]),
    more: Math.max(0, accounts.length - maxAccounts),
  };
}

function describeAccount({ change, code }: AccountChange): string {
  if (code === null) return accountWords[change];
  return `${accountWords[change]} (${change === 'became_readable' ? 'was ' : ''}${code})`;
}

function describeShownTime({ change, dataAsOf }: AccountChange): string {
  if (change === 'left' || change === 'not_in_scan') return 'not shown';
  return dataAsOf === null ? 'no data' : formatMinute(dataAsOf);
}

function layOutKeys(title: string, { rows, total }: ChangeList): DiffSection {
  return {
    title: `${title} (${plural(total, 'key')})`,
    columns: ['account', 'user', 'key', 'severity', 'why', 'reasons'],
    rows: rows.map((change) => {
      const record = latestRecord(change);
      const reasons = flaggedRecord(change)['risk_reasons'];
      return [
        String(record['account_id']),
        String(record['user_name']),
        String(record['access_key_id'] ?? change.before?.['access_key_id'] ?? 'not named'),
        String(flaggedRecord(change)['severity'] ?? ''),
        nameCause(change),
        Array.isArray(reasons) ? reasons.join(', ') : '',
      ];
    }),
    more: total - rows.length,
  };
}

function layOutUsers(title: string, { rows, total }: ChangeList): DiffSection {
  return {
    title: `${title} (${plural(total, 'user')})`,
    columns: ['account', 'user', 'why', 'reason'],
    rows: rows.map((change) => {
      const record = latestRecord(change);
      return [
        String(record['account_id']),
        String(record['user_name']),
        nameCause(change),
        String(flaggedRecord(change)['stale_reason'] ?? ''),
      ];
    }),
    more: total - rows.length,
  };
}

function nameCause({ cause, byPolicy }: FactChange): string {
  return `${causeWords[cause]}${byPolicy && cause !== 'policy' ? ', by the policy' : ''}`;
}

const maxNamed = 5;
const maxAccounts = 20;
