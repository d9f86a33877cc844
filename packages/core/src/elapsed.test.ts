import { describe, expect, it } from 'vitest';
import { elapsedDays, isOverDays, latest } from './elapsed.ts';
import { daysBefore } from './testing/days-before.ts';

const asOf = new Date('2026-11-21T12:00:00Z');

describe('isOverDays', () => {
  it.each([
    ['exactly 60 days are not over 60', 60, 0, 60, false],
    ['a millisecond more is', 60, -1, 60, true],
    ['a millisecond less is not', 60, 1, 60, false],
    ['this moment is not over 0 days', 0, 0, 0, false],
    ['a millisecond ago is over 0 days', 0, -1, 0, true],
    ['the future is not over 0 days', -1, 0, 0, false],
  ])('%s', (_name, ago, laterMs, days, expected) => {
    expect(isOverDays(daysBefore(asOf, ago, laterMs), asOf, days)).toBe(expected);
  });

  it('days are 24 hours, whatever the summer time of the machine', () => {
    expect(isOverDays(new Date('2026-03-28T12:00:00Z'), new Date('2026-03-29T12:00:00Z'), 1)).toBe(
      false,
    );
  });
});

describe('elapsedDays', () => {
  it.each([
    ['the same moment', 0, 0, 0],
    ['a millisecond short of a day', 1, 1, 0],
    ['exactly a day', 1, 0, 1],
    ['60 days and a millisecond', 60, -1, 60],
    ['a date in the future', -3, 0, 0],
  ])('%s', (_name, ago, laterMs, days) => {
    expect(elapsedDays(daysBefore(asOf, ago, laterMs), asOf)).toBe(days);
  });
});

describe('latest', () => {
  const early = new Date('2020-01-01T00:00:00Z');
  const late = new Date('2021-01-01T00:00:00Z');
  it.each([
    ['of nothing is null', [], null],
    ['of absent dates is null', [null, null], null],
    ['passes over absent dates', [null, early, null], early],
    ['is the later one, last', [early, late], late],
    ['is the later one, first', [late, null, early], late],
  ])('%s', (_name, dates, expected) => {
    expect(latest(dates)).toBe(expected);
  });
});
