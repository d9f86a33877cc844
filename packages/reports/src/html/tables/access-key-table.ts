import { describeRiskReason, riskReasons, type Policy } from '@credsweep/core';
import type { AccessKeyRow, WorstRows } from '../html-report-data.ts';
import { toAge, toKeyCell, toSince } from './cells.ts';
import { makeChips, type ChipSet } from './chip-set.ts';
import type { ReportTable, TableColumn } from './report-table.ts';

/** Chips of the age bands, such as the chart has them: band and colour, oldest first. */
export type AgeBands = readonly { readonly band: string; readonly color: string }[];

/** The details of Access Keys: all keys, the high-risk ones first. */
export function defineAccessKeyTable(
  keys: WorstRows<AccessKeyRow>,
  policy: Policy,
  ageBands: AgeBands,
): ReportTable<AccessKeyRow> {
  const risks = makeRiskChips(policy, [['', { label: 'Not high-risk', color: null }]]);
  const statuses = makeChips([
    ['Active', { label: 'Active', color: null }],
    ['Inactive', { label: 'Inactive', color: null }],
  ]);
  const bands = makeChips(
    ageBands.map(({ band, color }) => [band, { label: nameBand(band), color }] as const),
  );
  return {
    id: 'keys',
    caption: 'All access keys',
    noun: 'key',
    csvFile: 'aws_accesskey_details.csv',
    worst: 'the high-risk ones first, then the oldest',
    ...keys,
    columns: [
      userAndKeyColumn,
      { kind: 'account', title: 'Account', cell: (row, account) => account(row) },
      {
        kind: 'chips',
        title: 'Status',
        filter: 'Status',
        chips: statuses.chips,
        cell: (row) => [statuses.find(row.status)],
      },
      {
        kind: 'chips',
        title: 'Age band',
        filter: 'Age band',
        chips: bands.chips,
        cell: (row) => [bands.find(row.ageBand)],
      },
      rotatedColumn,
      lastUsedColumn,
      usedForColumn,
      {
        kind: 'chips',
        title: 'Risk',
        filter: 'Risk',
        chips: risks.chips,
        cell: (row) =>
          row.riskReasons.length === 0 ? [risks.find('')] : row.riskReasons.map(risks.find),
      },
    ],
  };
}

/** An age band in words. */
export function nameBand(band: string): string {
  return band === 'unknown' ? 'Age unknown' : `${band.replace(/^o/, 'O').replace('-', '–')} days`;
}

/** The chips of the reasons for high risk. */
export function makeRiskChips(policy: Policy, more: Parameters<typeof makeChips>[0]): ChipSet {
  return makeChips([
    ...riskReasons
      .filter((reason) => reason !== 'exempted')
      .map(
        (reason) =>
          [reason, { label: describeRiskReason(reason, policy), color: 'var(--bad)' }] as const,
      ),
    ['exempted', { label: describeRiskReason('exempted', policy), color: null }] as const,
    ...more,
  ]);
}

/** A user and the key. */
export const userAndKeyColumn = {
  kind: 'user',
  title: 'User and key',
  cell: toKeyCell,
} as const satisfies TableColumn<AccessKeyRow>;

/** When a key was made or last rotated. */
export const rotatedColumn = {
  kind: 'since',
  title: 'Last rotated',
  empty: 'unknown',
  cell: toAge,
} as const satisfies TableColumn<AccessKeyRow>;

/** When a key was last used. */
export const lastUsedColumn = {
  kind: 'since',
  title: 'Last used',
  empty: 'never',
  cell: (row) => toSince(row.lastUsedAt, row.daysSinceUsed),
} as const satisfies TableColumn<AccessKeyRow>;

const usedForColumn = {
  kind: 'text',
  title: 'Used for',
  empty: '–',
  cell: (row) =>
    row.lastUsedService === null
      ? null
      : [row.lastUsedService, row.lastUsedRegion].filter((part) => part !== null).join(' in '),
} as const satisfies TableColumn<AccessKeyRow>;
