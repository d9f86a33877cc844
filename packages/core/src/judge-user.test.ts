import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportedAccessKey } from './access-key.ts';
import type { ReportedUser } from './credential-report.ts';
import { judgeUser } from './judge-user.ts';
import { policyPresets } from './policy-presets.ts';
import type { Policy } from './policy.ts';
import { daysBefore } from './testing/days-before.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const accountId = '123456789012';
const byLogin: Policy = policyPresets.default;
const byActivity: Policy = { ...byLogin, staleRule: 'activity' };

const user: ReportedUser = {
  userName: 'alice',
  userArn: `arn:aws:iam::${accountId}:user/alice`,
  createdAt: daysBefore(asOf, 500),
  passwordEnabled: true,
  lastLoginAt: daysBefore(asOf, 1),
  mfaActive: true,
  accessKeys: [],
  hasAdditionalCredentials: false,
};

function keyUsed(
  lastUsedAt: Date | null,
  status: ReportedAccessKey['status'] = 'Active',
  slot = 1,
): ReportedAccessKey {
  return {
    slot,
    status,
    lastRotatedAt: daysBefore(asOf, 400),
    lastUsedAt,
    lastUsedRegion: null,
    lastUsedService: null,
  };
}

describe('the rule login', () => {
  it.each([
    ['a login of this moment', { lastLoginAt: asOf }, null],
    ['a login exactly 60 days ago', { lastLoginAt: daysBefore(asOf, 60) }, null],
    [
      'a login 60 days and a millisecond ago',
      { lastLoginAt: daysBefore(asOf, 60, -1) },
      'last_login_over_threshold',
    ],
    ['a login after the scan began', { lastLoginAt: daysBefore(asOf, -1) }, null],
    ['a password that was never used', { lastLoginAt: null }, 'never_logged_in'],
    ['no password', { passwordEnabled: false, lastLoginAt: null }, 'no_password'],
    [
      'no password any more, though it was used yesterday',
      { passwordEnabled: false },
      'no_password',
    ],
    [
      'no password, and a key used today',
      { passwordEnabled: false, lastLoginAt: null, accessKeys: [keyUsed(asOf)] },
      'no_password',
    ],
    [
      'a password never used, and a key used today',
      { lastLoginAt: null, accessKeys: [keyUsed(asOf)] },
      'never_logged_in',
    ],
    [
      'a user created after the scan began, who never logged in',
      { createdAt: daysBefore(asOf, -1), lastLoginAt: null },
      'never_logged_in',
    ],
  ] as const)('%s', (_name, facts, reason) => {
    const judged = judgeUser(accountId, { ...user, ...facts }, byLogin, asOf);
    expect(judged).toMatchObject({
      isStale: reason !== null,
      staleReason: reason,
      staleByLogin: reason !== null,
    });
  });
});

describe('the rule activity', () => {
  const idle = { lastLoginAt: null } as const;
  it.each([
    ['a login exactly 60 days ago', { lastLoginAt: daysBefore(asOf, 60) }, null],
    [
      'a login 60 days and a millisecond ago',
      { lastLoginAt: daysBefore(asOf, 60, -1) },
      'last_activity_over_threshold',
    ],
    [
      'a key used exactly 60 days ago',
      { ...idle, accessKeys: [keyUsed(daysBefore(asOf, 60))] },
      null,
    ],
    [
      'a key used 60 days and a millisecond ago',
      { ...idle, accessKeys: [keyUsed(daysBefore(asOf, 60, -1))] },
      'last_activity_over_threshold',
    ],
    [
      'an old login, but a key used today',
      { lastLoginAt: daysBefore(asOf, 300), accessKeys: [keyUsed(asOf)] },
      null,
    ],
    [
      'an old key, but a login today',
      { lastLoginAt: asOf, accessKeys: [keyUsed(daysBefore(asOf, 300))] },
      null,
    ],
    [
      'the second key counts',
      { ...idle, accessKeys: [keyUsed(null), keyUsed(asOf, 'Active', 2)] },
      null,
    ],
    [
      'a key that is inactive now was activity all the same',
      { ...idle, accessKeys: [keyUsed(asOf, 'Inactive')] },
      null,
    ],
    [
      'no password, but a key used today',
      { ...idle, passwordEnabled: false, accessKeys: [keyUsed(asOf)] },
      null,
    ],
    ['keys that were never used', { ...idle, accessKeys: [keyUsed(null)] }, 'never_active'],
    ['no credentials at all', { ...idle, passwordEnabled: false }, 'never_active'],
  ] as const)('%s', (_name, facts, reason) => {
    const judged = judgeUser(accountId, { ...user, ...facts }, byActivity, asOf);
    expect(judged).toMatchObject({
      isStale: reason !== null,
      staleReason: reason,
      staleByActivity: reason !== null,
    });
  });
});

describe('judgeUser', () => {
  const service = {
    ...user,
    passwordEnabled: false,
    lastLoginAt: null,
    accessKeys: [keyUsed(asOf)],
  };

  it('gives both verdicts whichever rule decides', () => {
    expect(judgeUser(accountId, service, byLogin, asOf)).toMatchObject({
      isStale: true,
      staleByLogin: true,
      staleByActivity: false,
    });
    expect(judgeUser(accountId, service, byActivity, asOf)).toMatchObject({
      isStale: false,
      staleByLogin: true,
      staleByActivity: false,
    });
  });

  it('tells the facts of a user with a password and two keys', () => {
    const accessKeys = [
      keyUsed(daysBefore(asOf, 20), 'Inactive'),
      keyUsed(daysBefore(asOf, 3), 'Active', 2),
    ];
    const facts = { ...user, lastLoginAt: daysBefore(asOf, 10, -5), accessKeys };
    expect(judgeUser(accountId, facts, byLogin, asOf)).toEqual({
      ...facts,
      daysSinceLogin: 10,
      neverLoggedIn: false,
      lastKeyUsedAt: daysBefore(asOf, 3),
      lastActivityAt: daysBefore(asOf, 3),
      daysSinceActivity: 3,
      activeKeyCount: 1,
      isStale: false,
      staleReason: null,
      staleByLogin: false,
      staleByActivity: false,
    });
  });

  it('knows no days since what never happened', () => {
    expect(judgeUser(accountId, { ...user, lastLoginAt: null }, byLogin, asOf)).toMatchObject({
      daysSinceLogin: null,
      neverLoggedIn: true,
      lastKeyUsedAt: null,
      lastActivityAt: null,
      daysSinceActivity: null,
      activeKeyCount: 0,
    });
  });

  it('counts no negative days of a login after the scan began', () => {
    expect(
      judgeUser(accountId, { ...user, lastLoginAt: daysBefore(asOf, -2) }, byLogin, asOf)
        .daysSinceLogin,
    ).toBe(0);
  });

  it.each([
    ['default', 60],
    ['netwrix', 60],
    ['cis', 45],
    ['pci', 90],
    ['aws', 90],
  ] as const)('under %s a login is stale over %i days', (preset, days) => {
    const judge = (lastLoginAt: Date): boolean =>
      judgeUser(accountId, { ...user, lastLoginAt }, policyPresets[preset], asOf).isStale;
    expect(judge(daysBefore(asOf, days))).toBe(false);
    expect(judge(daysBefore(asOf, days, -1))).toBe(true);
  });

  it('an exempted user is not stale, says so, and keeps both verdicts', () => {
    const policy: Policy = {
      ...byLogin,
      exemptions: [{ user: 'alice', reason: 'break glass', expires: '2026-12-31' }],
    };
    expect(judgeUser(accountId, { ...user, lastLoginAt: null }, policy, asOf)).toMatchObject({
      isStale: false,
      staleReason: 'exempted',
      staleByLogin: true,
      staleByActivity: true,
    });
    expect(judgeUser(accountId, user, policy, asOf).staleReason).toBeNull();
  });

  it('who is active by login is active by activity', () => {
    const date = fc.option(fc.integer({ min: -5, max: 200 }).map((days) => daysBefore(asOf, days)));
    fc.assert(
      fc.property(fc.boolean(), date, date, (passwordEnabled, lastLoginAt, lastUsedAt) => {
        const judged = judgeUser(
          accountId,
          { ...user, passwordEnabled, lastLoginAt, accessKeys: [keyUsed(lastUsedAt)] },
          byLogin,
          asOf,
        );
        if (!judged.staleByLogin) expect(judged.staleByActivity).toBe(false);
      }),
    );
  });
});
