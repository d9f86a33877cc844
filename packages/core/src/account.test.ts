import { describe, expect, it } from 'vitest';
import { isAccountId, skipReason } from './account.ts';

describe('skipReason', () => {
  it.each([
    ['ACTIVE', null],
    ['SUSPENDED', 'account_suspended'],
    ['CLOSED', 'account_closed'],
    ['PENDING_CLOSURE', 'account_pending_closure'],
    ['PENDING_ACTIVATION', 'account_pending_activation'],
  ] as const)('an account in state %s has the reason %s', (state, reason) => {
    expect(skipReason(state)).toBe(reason);
  });
});

describe('isAccountId', () => {
  it.each([
    ['123456789012', true],
    ['000000000001', true],
    ['12345678901', false],
    ['1234567890123', false],
    ['12345678901x', false],
    ['123456789012\n', false],
    ['１２３４５６７８９０１２', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(isAccountId(text)).toBe(expected);
  });
});
