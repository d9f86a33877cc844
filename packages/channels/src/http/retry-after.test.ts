import { expect, test } from 'vitest';
import { readRetryAfterMs } from './retry-after.ts';

const now = new Date('2026-11-22T03:05:00Z');

test.each([
  { header: null, milliseconds: null },
  { header: '', milliseconds: null },
  { header: 'soon', milliseconds: null },
  { header: '-1', milliseconds: null },
  { header: '0', milliseconds: null },
  { header: '1', milliseconds: 1000 },
  { header: ' 30 ', milliseconds: 30_000 },
  { header: '0.3', milliseconds: 1000 },
  { header: '999999999', milliseconds: 86_400_000 },
  { header: 'Sun, 22 Nov 2026 03:05:10 GMT', milliseconds: 10_000 },
  { header: 'Sun, 22 Nov 2026 03:00:00 GMT', milliseconds: null },
])('Retry-After $header is $milliseconds ms', ({ header, milliseconds }) => {
  expect(readRetryAfterMs(header, now)).toBe(milliseconds);
});
