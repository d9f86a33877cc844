import { describeStaleReason, type Policy } from '@credsweep/core';
import type { UserRow, WorstRows } from '../html-report-data.ts';
import { staleReasonsOf } from '../stale-reason-words.ts';
import { reasonColor } from '../theme-colors.ts';
import { makeChips } from './chip-set.ts';
import { ownerColumns } from './owner-columns.ts';
import { toSince, toUserCell } from './cells.ts';
import type { ReportTable } from './report-table.ts';

/** The details of Stale Users: all users, the stale ones first. */
export function defineUserTable(users: WorstRows<UserRow>, policy: Policy): ReportTable<UserRow> {
  const reasons = makeChips([
    ...staleReasonsOf(policy).map(
      (reason) =>
        [
          reason,
          { label: describeStaleReason(reason, policy), color: reasonColor(reason) },
        ] as const,
    ),
    ['exempted', { label: describeStaleReason('exempted', policy), color: null }],
    ['', { label: 'Not stale', color: null }],
  ]);
  const console = makeChips([
    ['no_mfa', { label: 'Password, no MFA', color: 'var(--warn)' }],
    ['mfa', { label: 'Password and MFA', color: null }],
    ['none', { label: 'No password', color: null }],
  ]);
  return {
    id: 'users',
    caption: 'All users',
    noun: 'user',
    csvFile: 'aws_staleuser_details.csv',
    worst: 'the stale ones first, those longest without activity before the others',
    ...users,
    columns: [
      { kind: 'user', title: 'User', cell: (row) => toUserCell(row) },
      { kind: 'account', title: 'Account', cell: (row, account) => account(row) },
      ...ownerColumns(users.rows),
      {
        kind: 'chips',
        title: 'Verdict',
        filter: 'Verdict',
        chips: reasons.chips,
        cell: (row) => [reasons.find(row.staleReason ?? '')],
      },
      {
        kind: 'since',
        title: 'Last login',
        empty: 'never',
        cell: (row) => toSince(row.lastLoginAt, row.daysSinceLogin),
      },
      {
        kind: 'since',
        title: 'Last key use',
        empty: 'never',
        cell: (row) => toSince(row.lastKeyUsedAt, row.daysSinceKeyUse),
      },
      { kind: 'count', title: 'Active keys', cell: (row) => row.activeKeyCount },
      {
        kind: 'chips',
        title: 'Console access',
        filter: 'Console access',
        chips: console.chips,
        cell: (row) => [
          console.find(!row.passwordEnabled ? 'none' : row.mfaActive ? 'mfa' : 'no_mfa'),
        ],
      },
      { kind: 'since', title: 'Created', cell: (row) => toSince(row.createdAt, null) },
    ],
  };
}
