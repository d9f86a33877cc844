import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAgeBand, nameAgeBands, unknownAgeBand } from './age-band.ts';
import { daysBefore } from './testing/days-before.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const defaultBounds = [90, 180, 365];

describe('nameAgeBands', () => {
  it.each([
    [defaultBounds, ['0-90', '91-180', '181-365', 'over 365']],
    [[30], ['0-30', 'over 30']],
    [
      [1, 2],
      ['0-1', '2-2', 'over 2'],
    ],
  ])('bounds %j give the bands %j', (bounds, bands) => {
    expect(nameAgeBands(bounds)).toEqual(bands);
  });
});

describe('findAgeBand', () => {
  it.each([
    ['a key of this moment', 0, 0, '0-90'],
    ['a key of exactly 90 days', 90, 0, '0-90'],
    ['a key of 90 days and a millisecond', 90, -1, '91-180'],
    ['a key of exactly 180 days', 180, 0, '91-180'],
    ['a key of 180 days and a millisecond', 180, -1, '181-365'],
    ['a key of exactly 365 days', 365, 0, '181-365'],
    ['a key of 365 days and a millisecond', 365, -1, 'over 365'],
    ['a key of ten years', 3650, 0, 'over 365'],
    ['a key created after the scan began', -1, 0, '0-90'],
  ])('%s', (_name, days, laterMs, band) => {
    expect(findAgeBand(daysBefore(asOf, days, laterMs), asOf, defaultBounds)).toBe(band);
  });

  it('a key without a date has no known band', () => {
    expect(findAgeBand(null, asOf, defaultBounds)).toBe(unknownAgeBand);
  });

  it('every age has a band of the list, and an older key never a younger band', () => {
    const bounds = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), {
      minLength: 1,
      maxLength: 10,
    });
    const ageMs = fc.integer({ min: -1000, max: 2100 * 86_400_000 });
    fc.assert(
      fc.property(bounds, ageMs, ageMs, (unordered, left, right) => {
        const boundsDays = unordered.toSorted((a, b) => a - b);
        const rank = (age: number): number =>
          nameAgeBands(boundsDays).indexOf(
            findAgeBand(daysBefore(asOf, 0, -age), asOf, boundsDays),
          );
        expect(rank(Math.min(left, right))).toBeGreaterThanOrEqual(0);
        expect(rank(Math.max(left, right))).toBeGreaterThanOrEqual(rank(Math.min(left, right)));
      }),
    );
  });
});
