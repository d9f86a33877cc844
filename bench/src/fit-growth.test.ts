import { expect, test } from 'vitest';
import { fitGrowth } from './fit-growth.ts';

test.each([
  { name: 'a figure that stays the same does not grow', grow: () => 7, exponent: 0 },
  {
    name: 'a figure that grows with the size is linear',
    grow: (size: number) => 3 * size,
    exponent: 1,
  },
  { name: 'a square is told as one', grow: (size: number) => size ** 2 / 5, exponent: 2 },
])('$name', ({ grow, exponent }) => {
  const figures = [10, 200, 3_000].map((size) => ({ size, value: grow(size) }));
  expect(fitGrowth(figures)).toBeCloseTo(exponent, 10);
});

test('one size, or a value of zero, tells nothing of growth', () => {
  expect(fitGrowth([])).toBeNull();
  expect(
    fitGrowth([
      { size: 5, value: 1 },
      { size: 5, value: 2 },
    ]),
  ).toBeNull();
  expect(
    fitGrowth([
      { size: 5, value: 0 },
      { size: 6, value: 2 },
    ]),
  ).toBeNull();
});
