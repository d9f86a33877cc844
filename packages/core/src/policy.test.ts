import { describe, expect, it } from 'vitest';
import { policySchema } from './policy.ts';

const exemption = { user: 'svc-*', reason: 'agreed', expires: '2026-12-31' };

describe('policySchema', () => {
  it('fills what is missing with the default policy', () => {
    expect(policySchema.parse({})).toEqual({
      name: 'default',
      staleRule: 'login',
      staleAfterDays: 60,
      keyRotationDays: 365,
      neverUsedKeyGraceDays: 7,
      includeInactiveKeys: false,
      ageBandsDays: [90, 180, 365],
      exemptions: [],
    });
  });

  it.each([
    ['no days at all', { staleAfterDays: 0, keyRotationDays: 0, neverUsedKeyGraceDays: 0 }],
    ['a hundred years', { staleAfterDays: 36_500 }],
    ['one band', { ageBandsDays: [1] }],
    ['ten bands', { ageBandsDays: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }],
    [
      'an exemption of an account',
      { exemptions: [{ account: '123456789012', reason: 'x', expires: '2028-02-29' }] },
    ],
    ['an exemption of a key of a user', { exemptions: [{ ...exemption, key: 'AKIA*' }] }],
  ])('takes %s', (_name, policy) => {
    expect(policySchema.parse(policy)).toMatchObject(policy);
  });

  it.each([
    ['a setting that there is not', { staleDays: 60 }],
    ['negative days', { staleAfterDays: -1 }],
    ['part of a day', { keyRotationDays: 0.5 }],
    ['days as text', { neverUsedKeyGraceDays: '7' }],
    ['days without end', { staleAfterDays: Infinity }],
    ['more than a hundred years', { staleAfterDays: 36_501 }],
    ['another rule', { staleRule: 'password' }],
    ['a truth value as text', { includeInactiveKeys: 'true' }],
    ['no bands', { ageBandsDays: [] }],
    ['bands that descend', { ageBandsDays: [180, 90] }],
    ['a band twice', { ageBandsDays: [90, 90] }],
    ['a band of no days', { ageBandsDays: [0, 90] }],
    ['too many bands', { ageBandsDays: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }],
    ['an empty name', { name: '' }],
    [
      'an exemption of nothing in particular',
      { exemptions: [{ reason: 'x', expires: '2026-12-31' }] },
    ],
    ['an exemption without a reason', { exemptions: [{ user: 'x', expires: '2026-12-31' }] }],
    ['an exemption with an empty reason', { exemptions: [{ ...exemption, reason: '' }] }],
    ['an exemption that never expires', { exemptions: [{ user: 'x', reason: 'x' }] }],
    [
      'an exemption until a day that there is not',
      { exemptions: [{ ...exemption, expires: '2026-02-31' }] },
    ],
    [
      'an exemption until a moment',
      { exemptions: [{ ...exemption, expires: '2026-12-31T00:00:00Z' }] },
    ],
    ['an exemption with an empty pattern', { exemptions: [{ ...exemption, user: '' }] }],
    ['an exemption of something else', { exemptions: [{ ...exemption, role: 'x' }] }],
  ])('refuses %s', (_name, policy) => {
    expect(policySchema.safeParse(policy).success).toBe(false);
  });
});
