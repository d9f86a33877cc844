import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareAccessKeys } from './compare-access-keys.ts';
import { compareUsers } from './compare-users.ts';
import type { AccountFacts, FactRecord } from './scan-change.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
const arn = 'arn:aws:iam::200000000001:user/ada';

function makeKey(differences: FactRecord = {}): FactRecord {
  return {
    user_arn: arn,
    is_root: false,
    access_key_id: null,
    key_slot: 1,
    status: 'Active',
    last_rotated_at: day(-400),
    never_used: false,
    is_high_risk: true,
    risk_reasons: ['rotation_overdue'],
    ...differences,
  };
}

function own(accessKeys: readonly FactRecord[], createdAt: Date | null = day(-800)): AccountFacts {
  return {
    users: createdAt === null ? [] : [{ user_arn: arn, user_created_at: createdAt }],
    accessKeys,
  };
}

function compare(before: AccountFacts, after: AccountFacts): readonly string[] {
  return compareAccessKeys(before, after, null).map(({ change, cause }) => `${change} ${cause}`);
}

const safe = { is_high_risk: false, risk_reasons: [] };
const exempted = { is_high_risk: false, risk_reasons: ['rotation_overdue', 'exempted'] };

describe('a key that is in both scans', () => {
  test.each([
    { name: 'stays as it is', before: {}, after: {}, expected: [] },
    {
      name: 'is deactivated',
      before: {},
      after: { ...safe, status: 'Inactive' },
      expected: ['cleared deactivated'],
    },
    {
      name: 'is used at last',
      before: { never_used: true },
      after: safe,
      expected: ['cleared used'],
    },
    { name: 'is exempted', before: {}, after: exempted, expected: ['cleared exempted'] },
    { name: 'grows old', before: safe, after: {}, expected: ['flagged threshold_passed'] },
    {
      name: 'is activated again',
      before: { ...safe, status: 'Inactive' },
      after: {},
      expected: ['flagged reactivated'],
    },
    {
      name: 'is exempted no longer',
      before: exempted,
      after: {},
      expected: ['flagged exemption_ended'],
    },
    { name: 'moves to the other slot', before: {}, after: { key_slot: 2 }, expected: [] },
    { name: 'gets its id named', before: {}, after: { access_key_id: 'AKIAONE' }, expected: [] },
  ])('$name', ({ before, after, expected }) => {
    expect(compare(own([makeKey(before)]), own([makeKey(after)]))).toEqual(expected);
  });

  test('is known by its id even when its user was renamed', () => {
    const key = makeKey({ access_key_id: 'AKIAONE' });
    expect(compare(own([key]), own([{ ...key, user_arn: `${arn}-renamed` }]))).toEqual([]);
  });

  test('is told from a second key of the same second by its id', () => {
    const [one, two] = ['AKIAONE', 'AKIATWO'].map((id) => makeKey({ access_key_id: id }));
    expect(compare(own([one ?? {}]), own([two ?? {}]))).toEqual([
      'left deleted',
      'appeared created',
    ]);
    expect(compare(own([one ?? {}, makeKey()]), own([makeKey(), one ?? {}]))).toEqual([]);
  });
});

describe('a key that is gone', () => {
  const younger = makeKey({ ...safe, last_rotated_at: day(3) });

  test('was rotated where a younger one is there, in the same slot too', () => {
    expect(compare(own([makeKey()]), own([younger]))).toEqual(['left rotated', 'appeared created']);
  });

  test('was deleted where there is none', () => {
    expect(compare(own([makeKey()]), own([]))).toEqual(['left deleted']);
    expect(compare(own([younger, makeKey()]), own([makeKey()]))).toEqual(['left deleted']);
  });

  test('went with its user, who may have been created again', () => {
    expect(compare(own([makeKey()]), own([], null))).toEqual(['left user_deleted']);
    expect(compare(own([makeKey()]), own([younger], day(2)))).toEqual([
      'left user_deleted',
      'appeared created',
    ]);
  });

  test('of the root user was deleted or rotated', () => {
    const root = { user_arn: 'arn:aws:iam::200000000001:root', is_root: true };
    expect(compare(own([makeKey(root)]), own([]))).toEqual(['left deleted']);
    expect(compare(own([makeKey(root)]), own([{ ...younger, ...root }]))).toEqual([
      'left rotated',
      'appeared created',
    ]);
  });
});

test('whatever happens, the flags of before and the changes make the flags of after', () => {
  const flag = fc.boolean();
  const key = fc.record({
    name: fc.constantFrom('a', 'b'),
    id: fc.constantFrom(null, 'AKIAONE', 'AKIATWO', 'AKIATHREE'),
    created: fc.constantFrom(1, 2),
    isFlagged: flag,
  });
  const side = fc.record({
    keys: fc.uniqueArray(key, {
      maxLength: 5,
      selector: ({ id, name, created }) => id ?? `${name}${created}`,
    }),
    createdAt: fc.constantFrom(-1, 0),
    staleNames: fc.uniqueArray(fc.constantFrom('a', 'b')),
  });
  type Side = typeof side extends fc.Arbitrary<infer Value> ? Value : never;
  const toFacts = ({ keys, createdAt, staleNames }: Side): AccountFacts => ({
    users: (['a', 'b'] as const).map((name) => ({
      user_arn: name,
      user_created_at: day(createdAt),
      is_stale: staleNames.includes(name),
    })),
    accessKeys: keys.map(({ name, id, created, isFlagged }) =>
      makeKey({
        user_arn: name,
        access_key_id: id,
        last_rotated_at: day(created),
        is_high_risk: isFlagged,
      }),
    ),
  });
  fc.assert(
    fc.property(side, side, fc.option(flag), (left, right, rejudged) => {
      const [before, after] = [toFacts(left), toFacts(right)];
      const judge = (column: string) =>
        rejudged === null ? null : (record: FactRecord) => ({ ...record, [column]: rejudged });
      for (const [changes, column, was, is] of [
        [
          compareUsers(before.users, after.users, judge('is_stale')),
          'is_stale',
          before.users,
          after.users,
        ],
        [
          compareAccessKeys(before, after, judge('is_high_risk')),
          'is_high_risk',
          before.accessKeys,
          after.accessKeys,
        ],
      ] as const) {
        const count = (records: readonly FactRecord[]): number =>
          records.filter((record) => record[column] === true).length;
        const moved = changes.reduce(
          (sum, change) => sum + Number(change.isFlagged) - Number(change.wasFlagged),
          0,
        );
        expect(count(was) + moved).toBe(count(is));
        const [appeared, gone] = ['appeared', 'left'].map(
          (kind) => changes.filter(({ change }) => change === kind).length,
        );
        expect(was.length + (appeared ?? 0) - (gone ?? 0)).toBe(is.length);
      }
    }),
  );
});
