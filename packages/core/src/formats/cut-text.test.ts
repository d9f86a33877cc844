import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from './cut-text.ts';

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'lo…'],
  ['ÄÖÜ', 6, 'ÄÖÜ'],
  ['ÄÖÜ', 5, 'Ä…'],
  ['👩‍🚀🚀', 8, '👩…'],
  ['', 3, ''],
])('cuts %j to %d bytes', (text, maxBytes, cut) => {
  expect(cutText(text, maxBytes)).toBe(cut);
});

test('never gives more bytes than asked for, nor half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 20 }), (text, max) => {
      const cut = cutText(text, max);
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
    }),
  );
});
