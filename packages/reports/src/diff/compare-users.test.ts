import { describe, expect, test } from 'vitest';
import { compareUsers } from './compare-users.ts';
import type { FactRecord } from './scan-change.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

function makeUser(differences: FactRecord = {}): FactRecord {
  return {
    user_name: 'ada',
    user_arn: 'arn:aws:iam::200000000001:user/ada',
    user_created_at: day(-800),
    password_enabled: true,
    last_login_at: day(1),
    last_key_used_at: null,
    is_stale: false,
    stale_reason: null,
    ...differences,
  };
}

const stale = { is_stale: true, stale_reason: 'last_login_over_threshold' };
const exempted = { stale_reason: 'exempted' };

describe('a user that is in both scans', () => {
  test.each([
    { name: 'stays fresh', before: {}, after: { last_login_at: day(9) }, expected: [] },
    { name: 'stays stale', before: stale, after: stale, expected: [] },
    { name: 'grows stale', before: {}, after: stale, expected: ['flagged threshold_passed'] },
    {
      name: 'loses the password',
      before: {},
      after: { is_stale: true, stale_reason: 'no_password', password_enabled: false },
      expected: ['flagged password_removed'],
    },
    {
      name: 'loses an exemption',
      before: exempted,
      after: stale,
      expected: ['flagged exemption_ended'],
    },
    {
      name: 'logs in',
      before: stale,
      after: { last_login_at: day(9) },
      expected: ['cleared logged_in'],
    },
    {
      name: 'logs in for the first time',
      before: { ...stale, last_login_at: null },
      after: {},
      expected: ['cleared logged_in'],
    },
    {
      name: 'uses a key',
      before: stale,
      after: { last_key_used_at: day(9) },
      expected: ['cleared used'],
    },
    {
      name: 'gets a password',
      before: { ...stale, password_enabled: false },
      after: {},
      expected: ['cleared password_set'],
    },
    { name: 'is exempted', before: stale, after: exempted, expected: ['cleared exempted'] },
  ])('$name', ({ before, after, expected }) => {
    const changes = compareUsers([makeUser(before)], [makeUser(after)], null);
    expect(changes.map(({ change, cause }) => `${change} ${cause}`)).toEqual(expected);
  });

  test('that another policy judges otherwise changed by the policy, and may change once more', () => {
    const changes = compareUsers([makeUser()], [makeUser({ last_login_at: day(9) })], (user) => ({
      ...user,
      ...stale,
    }));
    expect(changes).toMatchObject([
      { change: 'flagged', cause: 'policy', byPolicy: true, wasFlagged: false, isFlagged: true },
      { change: 'cleared', cause: 'logged_in', byPolicy: false, wasFlagged: true },
    ]);
  });

  test('is another one when it was created anew under its name', () => {
    const changes = compareUsers([makeUser(stale)], [makeUser({ user_created_at: day(5) })], null);
    expect(changes).toMatchObject([
      { change: 'left', cause: 'deleted', wasFlagged: true, isFlagged: false, after: null },
      { change: 'appeared', cause: 'recreated', wasFlagged: false, before: null },
    ]);
  });
});
