import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from './match-pattern.ts';

describe('matchesPattern', () => {
  it.each([
    ['alice', 'alice', true],
    ['alice', 'ali', false],
    ['alice', 'lice', false],
    ['alice', 'ali*', true],
    ['alice', '*ice', true],
    ['alice', 'a*c*', true],
    ['alice', 'a?ice', true],
    ['alice', 'alice?', false],
    ['alice', 'Alice', false],
    ['alice', '*', true],
    ['', '*', true],
    ['', '', true],
    ['', '?', false],
    ['a', '', false],
    ['aab', '*ab', true],
    ['abab', 'a*b?', false],
    ['svc.deploy+x@corp', 'svc.deploy+x@corp', true],
    ['svcxdeploy', 'svc.deploy', false],
    ['a*b', 'a*b', true],
    ['<root_account>', '<root_account>', true],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIA????????????????', true],
  ])('%j under %j: %s', (text, pattern, expected) => {
    expect(matchesPattern(text, pattern)).toBe(expected);
  });

  it('says what an equivalent regular expression says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '?', '+'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (value, pattern) => {
        const source = [...pattern]
          .map((unit) => (unit === '*' ? '.*' : unit === '?' ? '.' : `[${unit}]`))
          .join('');
        expect(matchesPattern(value, pattern)).toBe(new RegExp(`^(?:${source})$`, 's').test(value));
      }),
      { numRuns: 2000 },
    );
  });

  it('a pattern made to be slow is not', () => {
    expect(matchesPattern('a'.repeat(128), `${'*a'.repeat(99)}b`)).toBe(false);
  });
});
