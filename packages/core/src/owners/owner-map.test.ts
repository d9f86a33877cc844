import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from '../match-pattern.ts';
import { createOwnerMap, type OwnerRule } from './owner-map.ts';

const account = '123456789012';

describe('the owner of a user', () => {
  it.each([
    ['is that of its account and name', [[account, 'alice', 'ann']], 'alice', 'ann'],
    ['is that of a pattern of names', [[account, 'svc-*', 'ops']], 'svc-build', 'ops'],
    ['is that of its whole account', [[account, null, 'payments']], 'alice', 'payments'],
    ['is that of a pattern of accounts', [['1234*', 'alice', 'ann']], 'alice', 'ann'],
    ['is that of every account', [['*', null, 'security']], 'alice', 'security'],
    ['is nobody in another account', [['999999999999', null, 'x']], 'alice', null],
    ['is nobody where only others are named', [[account, 'bob', 'x']], 'alice', null],
    ['is nobody in an empty map', [], 'alice', null],
    [
      'is told from one in another case, as IAM shows names',
      [[account, 'Alice', 'x']],
      'alice',
      null,
    ],
    [
      'is that of the first line that matches, a pattern before a name',
      [
        ['12*', 'al*', 'first'],
        [account, 'alice', 'second'],
      ],
      'alice',
      'first',
    ],
    [
      'is that of the first line that matches, a name before a pattern',
      [
        [account, 'alice', 'first'],
        ['*', null, 'second'],
      ],
      'alice',
      'first',
    ],
    [
      'is that of a later line where the earlier ones do not match',
      [
        [account, 'bob', 'bert'],
        ['9*', null, 'x'],
        [account, null, 'rest'],
      ],
      'alice',
      'rest',
    ],
  ] as const)('%s', (_name, lines, userName, owner) => {
    expect(createOwnerMap(toRules(lines)).findOwner(account, userName)).toBe(owner);
  });

  it('root, is never found by a pattern of names, but by its own name or the whole account', () => {
    const find = (user: string | null): string | null =>
      createOwnerMap([{ account, user, owner: 'x' }]).findOwner(account, '<root_account>');
    expect([find('*'), find('<*'), find('<root_account>'), find(null)]).toEqual([
      null,
      null,
      'x',
      'x',
    ]);
  });

  it('is that of the first match in whatever map', () => {
    const accounts = fc.constantFrom('111111111111', '111111111112', '1*', '11111111111?', '*');
    const users = fc.constantFrom(null, 'a', 'b', 'a*', '?', '*');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(accounts, users), { maxLength: 12 }),
        fc.constantFrom('111111111111', '111111111112', '222222222222'),
        fc.constantFrom('a', 'b', 'ab'),
        (pairs, accountId, userName) => {
          const rules = pairs.map(([pattern, user], index) => ({
            account: pattern,
            user,
            owner: String(index),
          }));
          const first = rules.find(
            (rule) =>
              matchesPattern(accountId, rule.account) &&
              (rule.user === null || matchesPattern(userName, rule.user)),
          );
          expect(createOwnerMap(rules).findOwner(accountId, userName)).toBe(first?.owner ?? null);
        },
      ),
    );
  });
});

function toRules(
  lines: readonly (readonly [account: string, user: string | null, owner: string])[],
): readonly OwnerRule[] {
  return lines.map(([pattern, user, owner]) => ({ account: pattern, user, owner }));
}
