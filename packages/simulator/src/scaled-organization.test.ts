import { describe, expect, it } from 'vitest';
import { buildScaledOrganization } from './scaled-organization.ts';
import { testNow } from './testing/simulate.ts';
import { listUsers } from './world/account-users.ts';

describe('a scaled organization', () => {
  const options = { accounts: 200, usersPerAccount: 50, now: testNow, flaggedShare: 0.1 };

  it('has the accounts and users it was asked for, the same every time', () => {
    const organization = buildScaledOrganization(options);
    const accounts = [...organization.accounts.values()];
    expect(accounts).toHaveLength(200);
    expect(accounts.map((account) => listUsers(account).length)).toEqual(Array(200).fill(50));
    const again = [...buildScaledOrganization(options).accounts.values()];
    expect(again.flatMap(listUsers)).toEqual(accounts.flatMap(listUsers));
  });

  it('has about the share of users with an old active key it was asked for', () => {
    const organization = buildScaledOrganization(options);
    const users = [...organization.accounts.values()].flatMap(listUsers);
    const yearAgo = testNow.getTime() - 365 * 86_400_000;
    const flagged = users.filter(({ keys }) =>
      keys.some((key) => key.createdAt.getTime() < yearAgo),
    );
    expect(flagged.length / users.length).toBeGreaterThan(0.09);
    expect(flagged.length / users.length).toBeLessThan(0.11);
  });
});
