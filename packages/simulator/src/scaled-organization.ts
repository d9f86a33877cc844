import { addAccount } from './world/edit-accounts.ts';
import { createOrganization } from './world/create-organization.ts';
import { deriveCredentialId } from './world/credential-ids.ts';
import { createUser } from './world/edit-users.ts';
import { createSeededRandom, type SeededRandom } from './world/seeded-random.ts';
import type { SimulatedOrganization } from './world/simulated-organization.ts';
import type { SimulatedUser } from './world/simulated-user.ts';

/** The size and the state of an organization for benchmarks. */
export type ScaledOptions = {
  /** The management account included. */
  readonly accounts: number;
  readonly usersPerAccount: number;
  readonly now: Date;
  /** Default 1. */
  readonly seed?: number;
  /** Share of users, 0 to 1, with an active key over 400 days old; default 0.05. All other keys are young and used. */
  readonly flaggedShare?: number;
};

/**
 * An organization of any size; the same options give the same one.
 * Users are made when somebody asks for them, so ten thousand accounts take a few megabytes.
 */
export function buildScaledOrganization(options: ScaledOptions): SimulatedOrganization {
  const { accounts, usersPerAccount, now, seed = 1, flaggedShare = 0.05 } = options;
  const createdAt = daysBefore(now, 2_000);
  const organization = createOrganization({
    id: 'o-scaled0001',
    rootId: 'r-scal',
    organizationalUnits: [{ id: 'ou-scal-workload', name: 'Workloads', children: [] }],
    createdAt,
  });
  const makeUsers = (accountId: string) => (): SimulatedUser[] => {
    const random = createSeededRandom(seed, accountId);
    return Array.from({ length: usersPerAccount }, (_, index) =>
      makeUser(random, accountId, `user-${String(index + 1).padStart(5, '0')}`, now, flaggedShare),
    );
  };
  const managementAccount = organization.accounts.get(organization.managementAccountId);
  if (managementAccount !== undefined) managementAccount.users = makeUsers(managementAccount.id);
  for (let number = 2; number <= accounts; number += 1) {
    const id = String(100_000_000_000 + number);
    addAccount(organization, {
      id,
      name: `workload-${String(number).padStart(5, '0')}`,
      joinedAt: createdAt,
      ouPath: ['Workloads'],
      users: makeUsers(id),
    });
  }
  return organization;
}

function makeUser(
  random: SeededRandom,
  accountId: string,
  name: string,
  now: Date,
  flaggedShare: number,
): SimulatedUser {
  const flagged = random.chance(flaggedShare);
  const passwordEnabled = random.chance(0.5);
  const hasKey = flagged || random.chance(0.5);
  const keyAgeDays = flagged ? random.integer(400, 1_500) : random.integer(1, 350);
  const lastLoginDays = random.integer(0, 200);
  const lastUseDays = random.integer(0, Math.min(keyAgeDays, 40));
  return createUser({
    name,
    createdAt: daysBefore(now, random.integer(1_500, 1_900)),
    passwordEnabled,
    mfaActive: passwordEnabled && random.chance(0.9),
    ...(passwordEnabled ? { passwordLastUsedAt: daysBefore(now, lastLoginDays) } : {}),
    keys: hasKey
      ? [
          {
            id: deriveCredentialId('AKIA', accountId, name),
            createdAt: daysBefore(now, keyAgeDays),
            status: 'Active',
            lastUsed: {
              at: daysBefore(now, lastUseDays),
              region: 'eu-west-1',
              service: 'ec2',
            },
          },
        ]
      : [],
  });
}

function daysBefore(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
