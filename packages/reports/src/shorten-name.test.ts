import { expect, test } from 'vitest';
import { shortenName } from './shorten-name.ts';

test.each([
  ['payments-prod', 13, 'payments-prod'],
  ['warehouse-disaster-recovery-69', 15, 'warehou…very-69'],
  ['東京東京東京東京', 9, '東京…東京'],
  ['👩‍💻👩‍💻👩‍💻👩‍💻', 5, '👩‍💻…👩‍💻'],
])('%s in %i letters is %s', (name, letters, short) => {
  expect(shortenName(name, letters)).toBe(short);
});
