import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  getAccount,
  type NewUser,
  type SimulatedAccessKey,
  type SimulatedOrganization,
} from '@credsweep/simulator';

/** Ids of the accounts of the world below. */
export const worldAccounts = {
  management: '100000000001',
  workload: '200000000001',
  sandbox: '200000000002',
  empty: '200000000003',
} as const;

/**
 * An organization in which every case of the published rules occurs, with times exactly on each threshold, a second
 * before and a second after, counted to `asOf`.
 */
export function buildEveryCaseWorld(asOf: Date): SimulatedOrganization {
  const organization = createOrganization({ managementAccountName: 'management, "the root"' });
  addAccount(organization, { id: worldAccounts.workload, name: '=HYPERLINK("http://x")' });
  addAccount(organization, {
    id: worldAccounts.sandbox,
    name: 'Labor Zürich – 実験室',
    report: { additionalCredentialsColumn: true, legacyRootCells: true },
  });
  addAccount(organization, { id: worldAccounts.empty, name: 'empty' });
  addLoginCases(organization, asOf);
  addKeyCases(organization, asOf);
  addNameCases(organization, asOf);
  addRootCases(organization, asOf);
  return organization;
}

/** The moment so many days before another, and so many seconds after that. */
export function daysBefore(asOf: Date, days: number, laterSeconds = 0): Date {
  return new Date(asOf.getTime() - days * 86_400_000 + laterSeconds * 1000);
}

function addLoginCases(organization: SimulatedOrganization, asOf: Date): void {
  const add = (name: string, user: Partial<NewUser> = {}): void => {
    addUser(organization, worldAccounts.management, {
      name,
      createdAt: daysBefore(asOf, 900),
      ...user,
    });
  };
  add('nothing');
  add('never-logged-in', { passwordEnabled: true });
  add('created-today', { passwordEnabled: true, createdAt: daysBefore(asOf, 0) });
  for (const days of [0, 44, 45, 59, 60, 61, 90, 400]) {
    for (const later of [-1, 0, 1]) {
      add(`login-${days}-days-${later + 1}`, {
        passwordEnabled: true,
        passwordLastUsedAt: daysBefore(asOf, days, days === 0 ? -1 : later),
        mfaActive: later === 0,
      });
    }
  }
  add('password-removed', { passwordLastUsedAt: daysBefore(asOf, 3) });
  add('before-tracking', {
    createdAt: new Date('2012-01-01T00:00:00Z'),
    passwordEnabled: true,
    passwordLastUsedAt: new Date('2014-10-19T23:59:59Z'),
  });
  add('since-tracking', {
    createdAt: new Date('2012-01-01T00:00:00Z'),
    passwordEnabled: true,
    passwordLastUsedAt: new Date('2014-10-20T00:00:00Z'),
  });
  add('fraction-of-a-second', {
    passwordEnabled: true,
    passwordLastUsedAt: new Date(daysBefore(asOf, 60).getTime() + 999),
  });
}

function addKeyCases(organization: SimulatedOrganization, asOf: Date): void {
  const add = (name: string, ...keys: readonly KeyCase[]): void => {
    const accountId = worldAccounts.workload;
    addUser(organization, accountId, { name, createdAt: daysBefore(asOf, 2000) });
    for (const { createdAt, status = 'Active', usedAt, region, service = 'ec2' } of keys) {
      addAccessKey(organization, accountId, name, {
        createdAt,
        status,
        ...(usedAt === undefined
          ? {}
          : { lastUsed: { at: usedAt, service, ...(region === undefined ? {} : { region }) } }),
      });
    }
  };
  const usedAt = daysBefore(asOf, 1);
  for (const days of [90, 180, 365]) {
    for (const later of [-1, 0, 1]) {
      const createdAt = daysBefore(asOf, days, later);
      add(`key-${days}-days-${later + 1}`, { createdAt, usedAt, region: 'eu-west-1' });
    }
  }
  for (const later of [-1, 0, 1])
    add(`unused-7-days-${later + 1}`, { createdAt: daysBefore(asOf, 7, later) });
  for (const later of [-1, 0, 1]) {
    const lastUse = daysBefore(asOf, 60, later);
    add(`used-60-days-ago-${later + 1}`, { createdAt: daysBefore(asOf, 100), usedAt: lastUse });
  }
  const old = daysBefore(asOf, 800);
  add('inactive-old', { createdAt: old, status: 'Inactive', usedAt });
  add('inactive-unused', { createdAt: old, status: 'Inactive' });
  add('only-the-second-is-old', { createdAt: usedAt, usedAt }, { createdAt: old, usedAt });
  add('both-old', { createdAt: old, usedAt }, { createdAt: daysBefore(asOf, 700) });
  add('old-and-unused', { createdAt: old });
  add('service-without-region', { createdAt: old, usedAt, service: 's3' });
  add('used-before-tracking', {
    createdAt: new Date('2013-03-03T03:03:03Z'),
    usedAt: new Date('2015-04-21T23:59:59Z'),
  });
  add('two-of-the-same-second', { createdAt: old, usedAt }, { createdAt: old });
  add(
    'two-of-the-same-second-one-inactive',
    { createdAt: old, usedAt, status: 'Inactive' },
    { createdAt: old },
  );
}

function addNameCases(organization: SimulatedOrganization, asOf: Date): void {
  const accountId = worldAccounts.sandbox;
  const createdAt = daysBefore(asOf, 500);
  for (const name of ['=1+2@corp', '+plus', '-minus', '@at', 'oneil,pat', 'nothing', 'UPPER_case'])
    addUser(organization, accountId, { name, createdAt, path: '/contractors/people/' });
  addAccessKey(organization, accountId, '=1+2@corp', { createdAt });
  addUser(organization, accountId, { name: 'three-keys', createdAt });
  for (const days of [499, 20, 3])
    addAccessKey(organization, accountId, 'three-keys', { createdAt: daysBefore(asOf, days) });
}

function addRootCases(organization: SimulatedOrganization, asOf: Date): void {
  const root = (accountId: string) => getAccount(organization, accountId).root;
  Object.assign(root(worldAccounts.management), {
    passwordEnabled: true,
    passwordLastUsedAt: daysBefore(asOf, 30),
    mfaActive: true,
  });
  addAccessKey(organization, worldAccounts.management, '<root_account>', {
    createdAt: daysBefore(asOf, 2),
    lastUsed: { at: daysBefore(asOf, 1), service: 'sts', region: 'us-east-1' },
  });
  addAccessKey(organization, worldAccounts.management, '<root_account>', {
    createdAt: daysBefore(asOf, 1000),
    status: 'Inactive',
  });
  addAccessKey(organization, worldAccounts.workload, '<root_account>', {
    createdAt: daysBefore(asOf, 1000),
  });
}

type KeyCase = {
  readonly createdAt: Date;
  readonly status?: SimulatedAccessKey['status'];
  readonly usedAt?: Date;
  readonly region?: string;
  readonly service?: string;
};
