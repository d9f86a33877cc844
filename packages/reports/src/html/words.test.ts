import {
  describeRiskReason,
  describeStaleReason,
  policyPresets,
  type Policy,
} from '@credsweep/core';
import { describe, expect, test } from 'vitest';
import { describeRiskRule, describeStaleRule } from '../describe-policy.ts';
import { formatDuration, formatPercent } from '../format.ts';
import { adviseOnCode } from './unread-account-advice.ts';

describe('the rules of a policy in words', () => {
  test('are those of the default policy', () => {
    expect(describeStaleRule(policyPresets.default)).toBe(
      'last login over 60 days ago, never logged in, or no password',
    );
    expect(describeRiskRule(policyPresets.default)).toBe(
      'active key last rotated over 365 days ago, never used and over 7 days old, or of a root user',
    );
  });

  test('say what differs', () => {
    const policy: Policy = {
      ...policyPresets.netwrix,
      staleRule: 'activity',
      staleAfterDays: 1,
      includeInactiveKeys: true,
    };
    expect(describeStaleRule(policy)).toBe(
      'neither a login nor the use of an access key within 1 day',
    );
    expect(describeRiskRule(policy)).toBe(
      'key, active or not, last rotated over 365 days ago, never used, or of a root user',
    );
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
    '20 s',
    '5 min 0 s',
    '4 h 00 min',
    '2 d 2 h',
  ]);
});
