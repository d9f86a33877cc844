import { expect, test } from 'vitest';
import { keepWorstRows } from './keep-worst-rows.ts';

test('the worst rows stay, whenever they come, and all are counted', () => {
  const keeper = keepWorstRows<number>(3, (left, right) => right - left);
  for (const row of [5, 1, 9, 2, 8, 3, 7, 4]) keeper.add(row);
  expect(keeper.finish()).toEqual({ rows: [9, 8, 7], total: 8 });
});
