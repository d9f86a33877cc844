import { expect, test } from 'vitest';
import { parseTokenList } from './parse-token-list.ts';

test('tokens are separated by commas or line breaks, and may hold colons', () => {
  expect(
    parseTokenList(' ops:operator:0123456789:0123456789,\nlook:reader:abcdefghijklmnopqrst\n'),
  ).toEqual([
    { name: 'ops', role: 'operator', token: '0123456789:0123456789' },
    { name: 'look', role: 'reader', token: 'abcdefghijklmnopqrst' },
  ]);
  expect(parseTokenList('')).toEqual([]);
});

test.each([
  ['ops', /entry 1: role/],
  ['ops:operator', /entry 1: token/],
  ['ops:operator:0123456789012345678', /entry 1: token is shorter than 20/],
  ['ok:reader:01234567890123456789,a b:reader:01234567890123456789', /entry 2: name is not/],
])('%s is refused, without a token in the message', (text, message) => {
  expect(() => parseTokenList(text)).toThrow(message);
  expect(() => parseTokenList(text)).not.toThrow(/0123456789/);
});
