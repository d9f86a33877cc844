import { describeRiskReason, policyPresets, type Policy } from '@credsweep/core';
import { describe, expect, test } from 'vitest';
import { describePolicy } from './describe-policy.ts';
import { formatDuration, formatPercent } from '../format.ts';
import { describeStaleReason } from './stale-reason-words.ts';
import { adviseOnCode } from './unread-account-advice.ts';

describe('describePolicy', () => {
  test('says the default policy in words', () => {
    expect(describePolicy(policyPresets.default)).toEqual({
      staleUser:
        'Stale user: the last login is over 60 days ago, or the user never logged in or has no password.',
      highRiskKey:
        'High-risk key: an active key that was last rotated over 365 days ago, or was never used and is over 7 days old, or belongs to a root user.',
    });
  });

  test('says what differs', () => {
    const policy: Policy = {
      ...policyPresets.netwrix,
      staleRule: 'activity',
      staleAfterDays: 1,
      includeInactiveKeys: true,
    };
    const { staleUser, highRiskKey } = describePolicy(policy);
    expect(staleUser).toContain('neither a login nor the use of an access key within 1 day.');
    expect(highRiskKey).toContain('a key, active or not,');
    expect(highRiskKey).toContain('or was never used, or');
  });
});

test('reasons carry the thresholds of the policy', () => {
  expect(describeStaleReason('last_login_over_threshold', policyPresets.cis)).toBe(
    'Last login over 45 days ago',
  );
  expect(describeRiskReason('rotation_overdue', policyPresets.cis)).toBe(
    'Last rotated over 90 days ago',
  );
});

test('a reason or a code of a later version is shown as it is, even one named like a method', () => {
  expect(describeStaleReason('constructor', policyPresets.default)).toBe('constructor');
  expect(describeRiskReason('of_tomorrow', policyPresets.default)).toBe('of_tomorrow');
  expect(adviseOnCode('of_tomorrow', 'failed')).toContain('See the full message');
});

test('a share that is neither none nor all is never rounded to it', () => {
  expect([
    formatPercent(1, 100_000),
    formatPercent(99_999, 100_000),
    formatPercent(0, 5),
    formatPercent(0, 0),
  ]).toEqual(['0.1 %', '99.9 %', '0 %', '–']);
});

test('durations have two units at most', () => {
  expect([20_000, 5 * 60_000, 4 * 3_600_000, 50 * 3_600_000].map(formatDuration)).toEqual([
    'under a minute',
    '5 min',
    '4 h 00 min',
    '2 days 2 h',
  ]);
});
