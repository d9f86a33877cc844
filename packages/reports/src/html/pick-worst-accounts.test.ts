import { describe, expect, test } from 'vitest';
import { countByAccount } from './count-by-account.ts';
import type { CountsByAccount } from './html-report-data.ts';
import { pickWorstAccounts } from './pick-worst-accounts.ts';

describe('countByAccount', () => {
  test('adds up by account, and leaves out parts and accounts without a count', () => {
    const counter = countByAccount(['old', 'middle', 'young']);
    counter.add(account(1), 'young', 2);
    counter.add(account(1), 'old', 1);
    counter.add(account(1), 'old', 1);
    counter.add(account(2), 'middle', 0);
    expect(counter.finish()).toEqual({
      parts: ['old', 'young'],
      accounts: [{ ...account(1), counts: [2, 2] }],
    });
  });

  test('loses no count of a part that it does not know', () => {
    const counter = countByAccount(['old']);
    counter.add(account(1), 'odd', 3);
    expect(counter.finish().parts).toEqual(['odd']);
  });
});

describe('pickWorstAccounts', () => {
  test('shows the worst by their totals, and adds up the rest', () => {
    const picked = pickWorstAccounts(
      makeCounts([
        [1, 1],
        [0, 9],
        [5, 0],
        [1, 0],
      ]),
      2,
      'total',
    );
    expect(picked.worst.map(({ counts }) => counts)).toEqual([
      [0, 9],
      [5, 0],
    ]);
    expect(picked.rest).toEqual({ accountCount: 2, counts: [2, 1] });
  });

  test('goes by the first part where that matters most', () => {
    const picked = pickWorstAccounts(
      makeCounts([
        [1, 1],
        [0, 9],
        [5, 0],
        [1, 2],
      ]),
      9,
      'first_part',
    );
    expect(picked.worst.map(({ counts }) => counts)).toEqual([
      [5, 0],
      [1, 2],
      [1, 1],
      [0, 9],
    ]);
    expect(picked.rest).toBeNull();
  });

  test('never calls one account the rest', () => {
    expect(pickWorstAccounts(makeCounts([[3], [2], [1]]), 2, 'total').worst).toHaveLength(3);
  });
});

function makeCounts(counts: readonly (readonly number[])[]): CountsByAccount {
  return {
    parts: (counts[0] ?? []).map((_, index) => `part ${index}`),
    accounts: counts.map((numbers, index) => ({ ...account(index), counts: numbers })),
  };
}

function account(index: number) {
  return { accountId: String(index).padStart(12, '0'), accountName: `account ${index}` };
}
