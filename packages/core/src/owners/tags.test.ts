import { expect, it } from 'vitest';
import { findTag } from './tags.ts';

it.each([
  ['the value of a key', { Owner: 'ann' }, 'Owner', 'ann'],
  ['the value of a key in another case', { OWNER: 'ann' }, 'owner', 'ann'],
  [
    'the key as it is written, where another case is there, too',
    { OWNER: 'b', owner: 'a' },
    'owner',
    'a',
  ],
  ['an empty value', { owner: '' }, 'owner', ''],
  ['nothing for a key that is not there', { team: 'x' }, 'owner', null],
  ['nothing for a name that every object has', {}, 'toString', null],
  [
    'a key that has a meaning of its own elsewhere',
    JSON.parse('{"__proto__":"x"}'),
    '__proto__',
    'x',
  ],
])('%s', (_name, tags, key, value) => {
  expect(findTag(tags, key)).toBe(value);
});
