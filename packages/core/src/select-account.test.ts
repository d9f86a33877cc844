import { describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { everyAccount, isSelected } from './select-account.ts';

const account: Account = {
  accountId: '123456789012',
  accountName: 'payments',
  email: null,
  state: 'ACTIVE',
  organizationPath: 'o-acme/r-root/ou-prod/ou-prod-eu/123456789012/',
  joinedAt: null,
};
const other = '999999999999';

describe('isSelected', () => {
  it.each([
    ['everything is taken where nothing is named', {}, true],
    ['an account named is taken', { accounts: [other, account.accountId] }, true],
    ['an account not named is not', { accounts: [other] }, false],
    ['its own organizational unit takes it', { organizationalUnits: ['ou-prod-eu'] }, true],
    [
      'an organizational unit above takes it',
      { organizationalUnits: ['ou-test', 'ou-prod'] },
      true,
    ],
    ['its root takes it', { organizationalUnits: ['r-root'] }, true],
    ['another organizational unit does not', { organizationalUnits: ['ou-test'] }, false],
    ['a part of an id is not the id', { organizationalUnits: ['ou-prod-e'] }, false],
    [
      'unit and account must both hold',
      { organizationalUnits: ['ou-test'], accounts: [account.accountId] },
      false,
    ],
    [
      'excluded wins over all',
      {
        organizationalUnits: ['ou-prod'],
        accounts: [account.accountId],
        exclude: [account.accountId],
      },
      false,
    ],
    ['the exclusion of others does not matter', { exclude: [other] }, true],
  ])('%s', (_name, selection, expected) => {
    expect(isSelected(account, { ...everyAccount, ...selection })).toBe(expected);
  });

  it.each([
    ['is not taken by an organizational unit', { organizationalUnits: ['ou-prod'] }, false],
    ['is taken where nothing is named', {}, true],
  ])('an account without a path %s', (_name, selection, expected) => {
    expect(
      isSelected({ ...account, organizationPath: null }, { ...everyAccount, ...selection }),
    ).toBe(expected);
  });
});
