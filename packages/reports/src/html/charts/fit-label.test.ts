import { expect, test } from 'vitest';
import { fitLabel } from './fit-label.ts';
import { measureLabel } from './measure-label.ts';

test.each([
  ['an account without a name, by its id', '123456789012', 120, '123456789012'],
  ['a name that fits', 'warehouse-prod', 120, 'warehouse-prod'],
  ['a long name', 'data-platform-development', 120, 'data-pla…lopment'],
  ['wide letters', 'WWWWWWWWWWWWWWWWWWWW', 120, 'WWWWW…WWWW'],
  ['letters of East Asia', '研究開発アカウント本番', 120, '研究開発…ト本番'],
  ['no place at all', 'warehouse', 10, '…'],
])('a label of %s fits its place', (_what, name, pixels, expected) => {
  const label = fitLabel(name, pixels);
  expect(label).toBe(expected);
  expect(measureLabel(label)).toBeLessThanOrEqual(Math.max(pixels, measureLabel('…')));
});
