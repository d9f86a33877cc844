import { expect, test } from 'vitest';
import { compareAccountStates, type AccountInScan } from './compare-account-states.ts';

const id = '200000000001';
const make = (state: AccountInScan['state'], code: string | null = null): AccountInScan => ({
  accountName: 'shop',
  state,
  code,
  dataAsOf: null,
});
const scanned = make('scanned');
const failed = make('failed', 'access_denied');
const skipped = make('skipped', 'account_suspended');
const stranger = make('failed', 'account_not_in_organization');
const [all, some] = [() => true, () => false];

test.each([
  { before: scanned, after: scanned, expected: null },
  { before: skipped, after: skipped, expected: null },
  { before: scanned, after: failed, expected: 'stopped_being_readable' },
  { before: scanned, after: skipped, expected: 'stopped_being_readable' },
  { before: failed, after: failed, expected: 'still_unreadable' },
  { before: skipped, after: failed, expected: 'still_unreadable' },
  { before: failed, after: scanned, expected: 'became_readable' },
  { before: undefined, after: scanned, expected: 'joined' },
  { before: undefined, after: failed, expected: 'joined' },
  { before: undefined, after: scanned, earlierTakes: some, expected: 'added_to_scan' },
  { before: scanned, after: undefined, expected: 'left' },
  { before: scanned, after: undefined, laterTakes: some, expected: 'not_in_scan' },
  { before: scanned, after: stranger, laterTakes: some, expected: 'left' },
  { before: undefined, after: stranger, expected: null },
])(
  'an account that was $before.state and is $after.state: $expected',
  ({ before, after, expected, earlierTakes = all, laterTakes = all }) => {
    const change = compareAccountStates(id, before, after, { earlierTakes, laterTakes });
    expect(change?.change ?? null).toBe(expected);
  },
);

test('the code of an account that became readable is that of before', () => {
  const selected = { earlierTakes: all, laterTakes: all };
  expect(compareAccountStates(id, failed, scanned, selected)?.code).toBe('access_denied');
  expect(compareAccountStates(id, scanned, failed, selected)?.code).toBe('access_denied');
});
