import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCoverageComplete, measureCoverage } from './scan.ts';

describe('measureCoverage', () => {
  it.each([
    ['all scanned', 10, 10, 0, 0, 100, true],
    ['all but the skipped', 10, 8, 0, 2, 100, true],
    ['one of a thousand failed', 1000, 999, 1, 0, 99.9, false],
    ['one of ten thousand failed is not rounded up', 10_000, 9999, 1, 0, 99.9, false],
    ['two thirds, rounded down', 3, 2, 1, 0, 66.6, false],
    ['one that still waits is not covered', 4, 3, 0, 0, 75, false],
    ['29 of 100, which floating point may spoil', 100, 29, 71, 0, 29, false],
    ['every account failed', 5, 0, 5, 0, 0, false],
    ['every account skipped: nothing is known', 5, 0, 0, 5, 0, false],
    ['no account at all: nothing is known', 0, 0, 0, 0, 0, false],
  ])('%s', (_name, accounts, scanned, failed, skipped, percent, complete) => {
    const coverage = measureCoverage({ accounts, scanned, failed, skipped });
    expect(coverage).toEqual({ accounts, scanned, failed, skipped, percent });
    expect(isCoverageComplete(coverage)).toBe(complete);
  });

  it('is never more than the truth, by less than a tenth, and 100 only when complete', () => {
    const counts = fc
      .tuple(fc.nat(50_000), fc.nat(50_000), fc.nat(50_000))
      .map(([scanned, failed, skipped]) => ({
        accounts: scanned + failed + skipped,
        scanned,
        failed,
        skipped,
      }));
    fc.assert(
      fc.property(counts, (known) => {
        const coverage = measureCoverage(known);
        const due = known.scanned + known.failed;
        const exact = due === 0 ? 0 : (known.scanned / due) * 100;
        expect(coverage.percent).toBeLessThanOrEqual(exact + 1e-9);
        expect(coverage.percent).toBeGreaterThan(exact - 0.1 - 1e-9);
        expect(coverage.percent === 100).toBe(isCoverageComplete(coverage));
      }),
    );
  });
});
