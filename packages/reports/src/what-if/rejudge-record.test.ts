import { policyPresets, type Policy } from '@credsweep/core';
import { describe, expect, test } from 'vitest';
import { rejudgeAccessKey, rejudgeUser, type StoredRecord } from './rejudge-record.ts';

const asOf = new Date('2026-03-01T12:00:00Z');
const ago = (days: number, seconds = 0): Date =>
  new Date(asOf.getTime() - days * 86_400_000 - seconds * 1000);

const user: StoredRecord = {
  account_id: '200000000001',
  user_name: 'ada',
  password_enabled: true,
  last_login_at: ago(45),
  last_key_used_at: null,
  data_as_of: asOf,
  tags: null,
  is_stale: false,
  stale_reason: null,
  a_column_of_tomorrow: 'kept',
};
const key: StoredRecord = {
  account_id: '200000000001',
  user_name: 'ada',
  user_arn: 'arn:aws:iam::200000000001:user/ada',
  is_root: false,
  access_key_id: 'AKIAONE',
  key_slot: 1,
  status: 'Active',
  last_rotated_at: ago(90),
  last_used_at: ago(1),
  data_as_of: asOf,
  tags: null,
  a_column_of_tomorrow: 'kept',
};

test.each([
  { seconds: 0, isOver: false },
  { seconds: 1, isOver: true },
])('$seconds s after the days have passed it is over: $isOver', ({ seconds, isOver }) => {
  const judgedUser = rejudgeUser({ ...user, last_login_at: ago(45, seconds) }, policyPresets.cis);
  expect(judgedUser['is_stale']).toBe(isOver);
  const judgedKey = rejudgeAccessKey(
    { ...key, last_rotated_at: ago(90, seconds) },
    policyPresets.cis,
  );
  expect(judgedKey['is_high_risk']).toBe(isOver);
});

test('facts, and columns that nobody knows, stay', () => {
  expect(rejudgeUser(user, policyPresets.cis)).toMatchObject({
    last_login_at: ago(45),
    a_column_of_tomorrow: 'kept',
  });
  expect(rejudgeAccessKey(key, policyPresets.cis)).toMatchObject({
    access_key_id: 'AKIAONE',
    a_column_of_tomorrow: 'kept',
  });
});

describe('exemptions are those of the policy that is asked for', () => {
  const exempting = (exemption: object): Policy => ({
    ...policyPresets.cis,
    exemptions: [{ reason: 'known', expires: '2026-12-31', ...exemption }],
  });
  const old = { last_login_at: ago(500), last_rotated_at: ago(500) };

  test('one that covers a row exempts it, and one of the scan that is not asked for does not', () => {
    const policy = exempting({ user: 'ada' });
    expect(rejudgeUser({ ...user, ...old }, policy)['stale_reason']).toBe('exempted');
    expect(rejudgeAccessKey({ ...key, ...old }, policy)).toMatchObject({
      is_high_risk: false,
      risk_reasons: ['rotation_overdue', 'exempted'],
      severity: null,
    });
    const exempted = { ...user, ...old, stale_reason: 'exempted' };
    expect(rejudgeUser(exempted, policyPresets.cis)['is_stale']).toBe(true);
  });

  test('one by tag reaches rows whose tags were read, one by key id rows whose id is known', () => {
    const byTag = exempting({ tag: { key: 'breakglass' } });
    const tags = '{"BreakGlass":"yes"}';
    expect(rejudgeUser({ ...user, ...old, tags }, byTag)['stale_reason']).toBe('exempted');
    expect(rejudgeUser({ ...user, ...old }, byTag)['is_stale']).toBe(true);
    const byId = exempting({ key: 'AKIA*' });
    expect(rejudgeAccessKey({ ...key, ...old }, byId)['is_high_risk']).toBe(false);
    const unnamed = { ...key, ...old, access_key_id: null };
    expect(rejudgeAccessKey(unnamed, byId)['is_high_risk']).toBe(true);
  });
});
