import {
  fixAccessKey,
  keyFixWords,
  severities,
  type KeyFixKind,
  type Policy,
  type Severity,
} from '@credsweep/core';
import { formatDay } from '../../format.ts';
import type { HighRiskKeyRow, WorstRows } from '../html-report-data.ts';
import {
  lastUsedColumn,
  makeRiskChips,
  rotatedColumn,
  userAndKeyColumn,
} from './access-key-table.ts';
import { makeChips } from './chip-set.ts';
import { ownerColumns } from './owner-columns.ts';
import type { ReportTable } from './report-table.ts';
import { severityColor } from '../theme-colors.ts';

/** The high-risk keys with their reasons in words and what would fix them. */
export function defineHighRiskKeyTable(
  keys: WorstRows<HighRiskKeyRow>,
  policy: Policy,
): ReportTable<HighRiskKeyRow> {
  const risks = makeRiskChips(policy, []);
  const grades = makeChips([
    ...severities.map(
      (severity) =>
        [severity, { label: nameSeverity(severity), color: severityColor(severity) }] as const,
    ),
    ['', { label: '–', color: null }],
  ]);
  const days = keys.rows.map(({ firstFlaggedAt }) => firstFlaggedAt && formatDay(firstFlaggedAt));
  const flagged = makeChips([
    ['new', { label: 'New in this scan', color: 'var(--bad)' }],
    ...[...new Set(days)]
      .filter((day) => day !== null)
      .toSorted()
      .toReversed()
      .map((day) => [day, { label: day, color: null }] as const),
    ['', { label: '–', color: null }],
  ]);
  const fixes = makeChips(
    (Object.keys(keyFixWords) as KeyFixKind[]).map((kind) => {
      const { advice: _, ...words } = keyFixWords[kind];
      return [kind, { ...words, color: null }] as const;
    }),
  );
  return {
    id: 'high-risk-keys',
    caption: 'High-risk access keys',
    noun: 'high-risk key',
    csvFile: 'aws_accesskey_highrisk.csv',
    worst: 'new ones first, then the gravest, then the oldest',
    ...keys,
    columns: [
      userAndKeyColumn,
      { kind: 'account', title: 'Account', cell: (row, account) => account(row) },
      ...ownerColumns(keys.rows),
      {
        kind: 'chips',
        title: 'Severity',
        filter: 'Severity',
        chips: grades.chips,
        cell: (row) => [grades.find(row.severity ?? '')],
      },
      {
        kind: 'chips',
        title: 'Why',
        filter: 'Reason',
        chips: risks.chips,
        cell: (row) => row.riskReasons.map(risks.find),
      },
      rotatedColumn,
      lastUsedColumn,
      {
        kind: 'chips',
        title: 'First flagged',
        filter: 'First flagged',
        chips: flagged.chips,
        cell: (row) => [
          flagged.find(
            row.isNew ? 'new' : row.firstFlaggedAt === null ? '' : formatDay(row.firstFlaggedAt),
          ),
        ],
      },
      {
        kind: 'fix',
        title: 'Fix',
        filter: 'Fix',
        chips: fixes.chips,
        cell: (row) => {
          const { kind, command, followUp } = fixAccessKey(row, policy);
          return [fixes.find(kind), command, followUp];
        },
      },
    ],
  };
}

/** A severity in words. */
export function nameSeverity(severity: Severity): string {
  return `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`;
}
