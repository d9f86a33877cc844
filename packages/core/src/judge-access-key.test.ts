import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessKey } from './access-key.ts';
import { judgeAccessKey, type KeyOwner } from './judge-access-key.ts';
import { policyPresets } from './policy-presets.ts';
import type { Policy } from './policy.ts';
import { daysBefore } from './testing/days-before.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const policy: Policy = policyPresets.default;
const withInactive: Policy = { ...policy, includeInactiveKeys: true };

const alice: KeyOwner = {
  accountId: '123456789012',
  userName: 'alice',
  userArn: 'arn:aws:iam::123456789012:user/alice',
  isRoot: false,
};
const root: KeyOwner = {
  ...alice,
  userName: '<root_account>',
  userArn: 'arn:aws:iam::123456789012:root',
  isRoot: true,
};

const youngUsedKey: AccessKey = {
  slot: 1,
  status: 'Active',
  lastRotatedAt: daysBefore(asOf, 30),
  lastUsedAt: daysBefore(asOf, 1),
  lastUsedRegion: 'eu-central-1',
  lastUsedService: 's3',
  accessKeyId: null,
};

describe('the reasons of an active key', () => {
  const unused = { lastUsedAt: null } as const;
  it.each([
    ['a young key in use has none', {}, []],
    ['rotated exactly 365 days ago is not overdue', { lastRotatedAt: daysBefore(asOf, 365) }, []],
    [
      'rotated 365 days and a millisecond ago is overdue',
      { lastRotatedAt: daysBefore(asOf, 365, -1) },
      ['rotation_overdue'],
    ],
    [
      'never used, exactly as old as the grace',
      { ...unused, lastRotatedAt: daysBefore(asOf, 7) },
      [],
    ],
    [
      'a key never used counts from its creation',
      { ...unused, lastRotatedAt: daysBefore(asOf, 7, -1) },
      ['never_used'],
    ],
    ['never used, of this moment', { ...unused, lastRotatedAt: asOf }, []],
    [
      'never used, created after the scan began',
      { ...unused, lastRotatedAt: daysBefore(asOf, -1) },
      [],
    ],
    [
      'never used and overdue',
      { ...unused, lastRotatedAt: daysBefore(asOf, 400) },
      ['rotation_overdue', 'never_used'],
    ],
    [
      'overdue though used today',
      { lastRotatedAt: daysBefore(asOf, 400), lastUsedAt: asOf },
      ['rotation_overdue'],
    ],
    ['used once, long ago, is not never used', { lastUsedAt: daysBefore(asOf, 300) }, []],
    ['used without a Region is not never used', { lastUsedRegion: null }, []],
  ] as const)('%s', (_name, facts, reasons) => {
    const judged = judgeAccessKey(alice, { ...youngUsedKey, ...facts }, policy, asOf);
    expect(judged).toMatchObject({ isHighRisk: reasons.length > 0, riskReasons: reasons });
  });
});

describe('the reasons of a root key', () => {
  it.each([
    ['active, young and in use', {}, policy, ['root_key']],
    [
      'active and created after the scan began',
      { lastRotatedAt: daysBefore(asOf, -1) },
      policy,
      ['root_key'],
    ],
    [
      'active, overdue and never used',
      { lastRotatedAt: daysBefore(asOf, 400), lastUsedAt: null },
      policy,
      ['root_key', 'rotation_overdue', 'never_used'],
    ],
    ['inactive', { status: 'Inactive', lastRotatedAt: daysBefore(asOf, 400) }, policy, []],
    [
      'inactive under a policy that includes inactive keys',
      { status: 'Inactive' },
      withInactive,
      ['root_key'],
    ],
  ] as const)('%s', (_name, facts, by, reasons) => {
    expect(judgeAccessKey(root, { ...youngUsedKey, ...facts }, by, asOf)).toMatchObject({
      isRoot: true,
      isHighRisk: reasons.length > 0,
      riskReasons: reasons,
    });
  });
});

describe('an inactive key', () => {
  const old = {
    ...youngUsedKey,
    status: 'Inactive',
    lastRotatedAt: daysBefore(asOf, 400),
    lastUsedAt: null,
  } as const;

  it('is shown with its age and is no risk', () => {
    expect(judgeAccessKey(alice, old, policy, asOf)).toMatchObject({
      status: 'Inactive',
      ageDays: 400,
      ageBand: 'over 365',
      neverUsed: true,
      isHighRisk: false,
      riskReasons: [],
    });
  });

  it('is judged as an active one where the policy includes inactive keys', () => {
    expect(judgeAccessKey(alice, old, withInactive, asOf).riskReasons).toEqual([
      'rotation_overdue',
      'never_used',
    ]);
  });

  it('without a date has no age, and cannot be overdue', () => {
    expect(
      judgeAccessKey(alice, { ...old, lastRotatedAt: null }, withInactive, asOf),
    ).toMatchObject({
      ageDays: null,
      ageBand: 'unknown',
      isHighRisk: false,
      riskReasons: [],
    });
  });
});

describe('the grace of a key never used', () => {
  it.each([
    ['no grace: a millisecond is enough', 0, 0, -1, true],
    ['no grace: not the moment of creation itself', 0, 0, 0, false],
    ['30 days: exactly', 30, 30, 0, false],
    ['30 days: a millisecond more', 30, 30, -1, true],
  ])('%s', (_name, neverUsedKeyGraceDays, days, laterMs, isHighRisk) => {
    const key = {
      ...youngUsedKey,
      lastRotatedAt: daysBefore(asOf, days, laterMs),
      lastUsedAt: null,
    };
    expect(judgeAccessKey(alice, key, { ...policy, neverUsedKeyGraceDays }, asOf).isHighRisk).toBe(
      isHighRisk,
    );
  });
});

describe('judgeAccessKey', () => {
  it('tells whose key it is, and its facts', () => {
    const key = { ...youngUsedKey, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' };
    expect(judgeAccessKey(alice, key, policy, asOf)).toEqual({
      ...key,
      userName: 'alice',
      userArn: 'arn:aws:iam::123456789012:user/alice',
      isRoot: false,
      ageDays: 30,
      ageBand: '0-90',
      daysSinceUsed: 1,
      neverUsed: false,
      isHighRisk: false,
      riskReasons: [],
      severity: null,
      exemption: null,
    });
  });

  it.each([
    ['default', 365],
    ['netwrix', 365],
    ['cis', 90],
    ['pci', 90],
    ['aws', 90],
  ] as const)('under %s rotation is overdue over %i days', (preset, days) => {
    const judge = (lastRotatedAt: Date): readonly string[] =>
      judgeAccessKey(alice, { ...youngUsedKey, lastRotatedAt }, policyPresets[preset], asOf)
        .riskReasons;
    expect(judge(daysBefore(asOf, days))).toEqual([]);
    expect(judge(daysBefore(asOf, days, -1))).toEqual(['rotation_overdue']);
  });

  it('an exempted key is no high risk and keeps its reasons', () => {
    const exempting: Policy = {
      ...policy,
      exemptions: [{ user: 'ali*', reason: 'legacy', expires: '2026-12-31' }],
    };
    const overdue = { ...youngUsedKey, lastRotatedAt: daysBefore(asOf, 400) };
    expect(judgeAccessKey(alice, overdue, exempting, asOf)).toMatchObject({
      isHighRisk: false,
      riskReasons: ['rotation_overdue', 'exempted'],
    });
    expect(judgeAccessKey(alice, youngUsedKey, exempting, asOf).riskReasons).toEqual([]);
  });

  it('an exemption of a key holds once the id of the key is known', () => {
    const exempting: Policy = {
      ...policy,
      exemptions: [{ key: 'AKIAIOSFODNN7EXAMPLE', reason: 'legacy', expires: '2026-12-31' }],
    };
    const overdue = { ...youngUsedKey, lastRotatedAt: daysBefore(asOf, 400) };
    expect(judgeAccessKey(alice, overdue, exempting, asOf).isHighRisk).toBe(true);
    expect(
      judgeAccessKey(alice, { ...overdue, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }, exempting, asOf)
        .isHighRisk,
    ).toBe(false);
  });

  it('an active key is in the band over 365 exactly when its rotation is overdue', () => {
    const yearMs = 365 * 86_400_000;
    const ageMs = fc.oneof(
      fc.integer({ min: yearMs - 3, max: yearMs + 3 }),
      fc.integer({ min: -yearMs, max: 20 * yearMs }),
    );
    fc.assert(
      fc.property(ageMs, fc.boolean(), fc.boolean(), (age, isRoot, used) => {
        const key = {
          ...youngUsedKey,
          lastRotatedAt: new Date(asOf.getTime() - age),
          lastUsedAt: used ? asOf : null,
        };
        const judged = judgeAccessKey({ ...alice, isRoot }, key, policy, asOf);
        expect(judged.riskReasons.includes('rotation_overdue')).toBe(judged.ageBand === 'over 365');
      }),
    );
  });

  it('each reason stands for its own fact, in every combination', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (isRoot, old, unused, active, includeInactiveKeys) => {
          const key: AccessKey = {
            ...youngUsedKey,
            status: active ? 'Active' : 'Inactive',
            lastRotatedAt: daysBefore(asOf, old ? 366 : 30),
            lastUsedAt: unused ? null : asOf,
          };
          const { riskReasons, isHighRisk } = judgeAccessKey(
            { ...alice, isRoot },
            key,
            { ...policy, includeInactiveKeys },
            asOf,
          );
          const judgedAtAll = active || includeInactiveKeys;
          expect(riskReasons.includes('root_key')).toBe(judgedAtAll && isRoot);
          expect(riskReasons.includes('rotation_overdue')).toBe(judgedAtAll && old);
          expect(riskReasons.includes('never_used')).toBe(judgedAtAll && unused);
          expect(isHighRisk).toBe(judgedAtAll && (isRoot || old || unused));
        },
      ),
    );
  });
});
