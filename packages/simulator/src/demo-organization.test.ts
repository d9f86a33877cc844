import { describe, expect, it } from 'vitest';
import { buildDemoOrganization } from './demo-organization.ts';
import { testNow } from './testing/simulate.ts';
import { listUsers } from './world/account-users.ts';

describe('the demo organization', () => {
  const organization = buildDemoOrganization({ now: testNow });
  const accounts = [...organization.accounts.values()];

  it('is the same for the same seed, and another for another', () => {
    expect(buildDemoOrganization({ now: testNow, seed: 1 })).toEqual(organization);
    expect(buildDemoOrganization({ now: testNow, seed: 2 })).not.toEqual(organization);
  });

  it('has 30 accounts and about 250 users', () => {
    expect(accounts).toHaveLength(30);
    const users = accounts.flatMap(listUsers);
    expect(users.length).toBeGreaterThan(230);
    expect(users.length).toBeLessThan(270);
  });

  it('has accounts that fail on purpose', () => {
    expect(accounts.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED']),
    );
    const withoutRole = accounts.filter(({ roles }) => roles.length === 0);
    expect(withoutRole.map(({ joinedMethod }) => joinedMethod)).toEqual(['INVITED', 'INVITED']);
    expect(accounts.filter(({ deniedActions }) => deniedActions.length > 0)).toHaveLength(1);
    expect(accounts.filter(({ root }) => root.keys.length > 0)).toHaveLength(1);
  });

  it('has no credential older than its user, and none from the future', () => {
    for (const user of accounts.flatMap(listUsers)) {
      for (const key of user.keys) {
        expect(key.createdAt >= user.createdAt, user.name).toBe(true);
        if (key.lastUsed === undefined) continue;
        expect(key.lastUsed.at >= key.createdAt, `${user.name} ${key.id}`).toBe(true);
        expect(key.lastUsed.at <= testNow).toBe(true);
      }
      if (user.passwordLastUsedAt !== undefined) {
        expect(user.passwordLastUsedAt >= user.createdAt, user.name).toBe(true);
      }
    }
  });

  it('shows users with keys of every kind', () => {
    const keys = accounts.flatMap(listUsers).flatMap((user) => user.keys);
    const oldest = Math.min(...keys.map((key) => key.createdAt.getTime()));
    expect(testNow.getTime() - oldest).toBeGreaterThan(1_000 * 86_400_000);
    expect(keys.some((key) => key.lastUsed === undefined)).toBe(true);
    expect(keys.some((key) => key.status === 'Inactive')).toBe(true);
  });
});
