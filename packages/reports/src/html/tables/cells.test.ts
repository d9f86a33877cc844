import { expect, test } from 'vitest';
import { toAge } from './cells.ts';

const lastRotatedAt = new Date('2025-11-29T10:00:00Z');

test.each([
  [365, 'over 365', 'over'],
  [366, 'over 365', undefined],
  [365, '181-365', undefined],
  [180, '181-365', 'over'],
  [181, '181-365', undefined],
  [90, '91-180', 'over'],
  [0, '0-90', undefined],
  [45, 'over 45', 'over'],
])('%i whole days in the band %s are told with the word %s', (ageDays, ageBand, word) => {
  const cell = toAge({ lastRotatedAt, ageDays, ageBand });
  expect(cell).toEqual(
    word === undefined ? ['2025-11-29', ageDays] : ['2025-11-29', ageDays, word],
  );
});

test('an age that is not known is told by the day alone, or not at all', () => {
  expect(toAge({ lastRotatedAt: null, ageDays: null, ageBand: 'unknown' })).toBeNull();
  expect(toAge({ lastRotatedAt, ageDays: null, ageBand: 'unknown' })).toEqual(['2025-11-29', null]);
});
