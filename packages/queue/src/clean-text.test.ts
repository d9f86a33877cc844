import { expect, test } from 'vitest';

import { cleanText } from './clean-text.ts';

test.each([
  ['NUL is left out', 'a\0b', 'ab'],
  ['a lone surrogate becomes the replacement character', 'a\ud800b', 'a\ufffdb'],
  ['a pair of surrogates stays', 'a\u{1f511}b', 'a\u{1f511}b'],
])('%s', (_name, text, cleaned) => {
  expect(cleanText(text)).toBe(cleaned);
});

test('a cut through a pair of surrogates leaves no half of it', () => {
  expect(cleanText('ab\u{1f511}', 3)).toBe('ab\ufffd');
});
