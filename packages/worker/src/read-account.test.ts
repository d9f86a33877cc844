import { createAwsHub, type AwsHub } from '@credsweep/aws';
import {
  everyAccount,
  policyPresets,
  type AccountClaim,
  type KeyMemory,
  type OwnerSettings,
  type Policy,
} from '@credsweep/core';
import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  deleteUser,
  getAccount,
  renderCredentialReport,
  startSimulator,
  type SimulatedOrganization,
  type Simulator,
} from '@credsweep/simulator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAccount, type KnownOwners } from './read-account.ts';

const accountId = '200000000001';
const asOf = new Date(Math.floor(Date.now() / 1000) * 1000);
const noKeys: KeyMemory = { keys: [], openFindingKeyIds: [], confirmsNewFindings: false };
const byUserTag: OwnerSettings = { userTag: 'owner', accountTag: null, mapId: null };
const byTag: Policy = {
  ...policyPresets.default,
  exemptions: [
    { tag: { key: 'purpose', value: 'break-glass*' }, reason: 'agreed', expires: '2999-12-31' },
  ],
};

let organization: SimulatedOrganization;
let simulator: Simulator;
let hub: AwsHub;

beforeEach(async () => {
  organization = createOrganization();
  addAccount(organization, { id: accountId });
  // Signed in yesterday, with a young key: nothing is flagged.
  addPerson('fresh', 1, { owner: 'nobody asks' });
  addKey('fresh', 30);
  // Signed in long ago.
  addPerson('stale', 200, { Owner: 'ann' });
  // Signed in yesterday, with two old keys.
  addPerson('risky', 1, { owner: 'bert' });
  addKey('risky', 500);
  addKey('risky', 600);
  simulator = await startSimulator({ organization });
  const { endpoint, credentials } = simulator;
  hub = createAwsHub({ endpoint, credentials, region: 'us-east-1' });
  prepareReport();
});
afterEach(async () => {
  hub.close();
  await simulator.close();
});

describe('the tags of users', () => {
  test('are not read where nobody asks for them', async () => {
    const { calls, ownership } = await read({});
    expect(calls).not.toHaveProperty('iam:ListUserTags');
    expect(
      [...ownership.values()].every(({ owner, tags }) => owner === null && tags === null),
    ).toBe(true);
  });

  test('are read once for each flagged user, whatever is flagged of it, and of nobody else', async () => {
    const { calls, owners } = await read({ owners: byUserTag });
    expect(calls['iam:ListUserTags']).toBe(2);
    expect(owners).toEqual({ fresh: null, stale: 'ann', risky: 'bert' });
  });

  test('are read again by the next scan, for nothing tells that they changed', async () => {
    await read({ owners: byUserTag });
    const user = getAccount(organization, accountId).users;
    if (typeof user === 'function') throw new Error('The users are fixed.');
    for (const { name, tags } of user) if (name === 'stale') tags['Owner'] = 'cleo';
    simulator.resetCalls();
    const { calls, owners } = await read({ owners: byUserTag });
    expect(calls['iam:ListUserTags']).toBe(2);
    expect(owners['stale']).toBe('cleo');
  });

  test('of a user that was deleted since the report are none', async () => {
    deleteUser(organization, accountId, 'stale');
    const { owners, ownership } = await read({ owners: byUserTag });
    expect(owners['stale']).toBeNull();
    expect(ownership.get(arnOf('stale'))).toEqual({ owner: null, tags: {} });
  });

  test('of which one answer fails in passing are asked for once more', async () => {
    // The SDK itself tries four times.
    simulator.setFaults([{ action: 'iam:ListUserTags', kind: 'service-unavailable', times: 4 }]);
    const { owners } = await read({ owners: byUserTag });
    expect(owners).toEqual({ fresh: null, stale: 'ann', risky: 'bert' });
  });

  test('that may not be read make the account fail, and not look as if nobody had an owner', async () => {
    simulator.setFaults([{ action: 'iam:ListUserTags', kind: 'access-denied' }]);
    await expect(read({ owners: byUserTag })).rejects.toMatchObject({ code: 'access_denied' });
  });

  test('are not asked of a report that nothing stands behind', async () => {
    const { owners, flagged } = await read({ owners: byUserTag, policy: byTag, live: false });
    expect(owners).toEqual({ fresh: null, stale: null, risky: null });
    expect(flagged).toEqual(['stale', 'risky 1', 'risky 2']);
  });
});

describe('an exemption by tag', () => {
  test('forgives stale users and keys, and reads the tags of flagged users for it', async () => {
    tag('stale', { Purpose: 'break-glass-2026' });
    tag('risky', { purpose: 'break-glass' });
    const { calls, flagged, ownership } = await read({ policy: byTag });
    expect(flagged).toEqual([]);
    expect(calls['iam:ListUserTags']).toBe(2);
    expect(ownership.get(arnOf('risky'))).toEqual({
      owner: null,
      tags: { purpose: 'break-glass' },
    });
  });

  test('leaves flagged whoever does not have the tag', async () => {
    tag('stale', { purpose: 'work' });
    expect((await read({ policy: byTag })).flagged).toEqual(['stale', 'risky 1', 'risky 2']);
  });

  test('costs one call for each flagged user, also where owners are read from the same tags', async () => {
    tag('risky', { purpose: 'break-glass', owner: 'bert' });
    const { calls, owners, flagged } = await read({ policy: byTag, owners: byUserTag });
    expect(calls['iam:ListUserTags']).toBe(2);
    expect(owners).toEqual({ fresh: null, stale: 'ann', risky: 'bert' });
    expect(flagged).toEqual(['stale']);
  });

  test('spares the keys that it forgives from being confirmed in every scan', async () => {
    tag('risky', { purpose: 'break-glass' });
    const { keys } = await read({ policy: byTag });
    const memory: KeyMemory = { keys, openFindingKeyIds: [], confirmsNewFindings: true };
    simulator.resetCalls();
    const { calls, flagged } = await read({ policy: byTag, memory });
    expect(flagged).toEqual(['stale']);
    expect(calls).toMatchObject({ 'iam:ListUserTags': 2 });
    expect(calls).not.toHaveProperty('iam:ListAccessKeys');
    expect(calls).not.toHaveProperty('iam:GetAccessKeyLastUsed');
  });

  test('asks nothing about users whom another exemption forgives already', async () => {
    const policy: Policy = {
      ...byTag,
      exemptions: [...byTag.exemptions, { user: 'stale', reason: 'left', expires: '2999-12-31' }],
    };
    const { calls } = await read({ policy });
    expect(calls['iam:ListUserTags']).toBe(1);
  });

  test('reaches a third key, of which the report does not tell', async () => {
    tag('fresh', { purpose: 'break-glass' });
    getAccount(organization, accountId).report = {
      additionalCredentialsColumn: true,
      legacyRootCells: false,
    };
    addKey('fresh', 20);
    addKey('fresh', 800);
    prepareReport();
    expect((await read({})).flagged).toContain('fresh 3');
    simulator.resetCalls();
    const { calls, flagged } = await read({ policy: byTag });
    expect(flagged).toEqual(['stale', 'risky 1', 'risky 2']);
    expect(calls['iam:ListUserTags']).toBe(3);
  });
});

type Choices = {
  readonly policy?: Policy;
  readonly owners?: OwnerSettings;
  readonly memory?: KeyMemory;
  readonly live?: boolean;
};

/** Reads the account, and gives what a test looks at: calls, owners by user, what is flagged, and ids to remember. */
async function read({
  policy = policyPresets.default,
  owners,
  memory = noKeys,
  live = true,
}: Choices) {
  const claim: AccountClaim = {
    scanId: 1,
    accountId,
    leaseToken: '00000000-0000-4000-8000-000000000000',
    attempts: 1,
    firstClaimedAt: asOf,
    asOf,
    policy,
    settings: {
      selection: everyAccount,
      roleName: 'OrganizationAccountAccessRole',
      externalId: null,
      keyIds: 'flagged',
      reportsFolder: null,
      ...(owners === undefined ? {} : { owners }),
    },
    memory,
  };
  const session = hub
    .openCredentialSource({
      roleName: 'OrganizationAccountAccessRole',
      externalId: null,
      sessionName: 'credsweep-test',
      readsUserTags: true,
    })
    .openAccount(accountId);
  const known: KnownOwners = { settings: owners ?? null, map: null, accountTags: null };
  const { signal } = new AbortController();
  const report = await session.fetchCredentialReport(signal);
  if (report.state !== 'ready') throw new Error('The report is not ready.');
  const reading = await readAccount(claim, { ...session, live }, report, known, signal);
  return describeReading(reading);
}

function describeReading({
  judged,
  ownership = new Map(),
}: Awaited<ReturnType<typeof readAccount>>) {
  return {
    calls: simulator.calls().byAction,
    ownership,
    owners: Object.fromEntries(
      judged.users.map(({ userName, userArn }) => [userName, ownership.get(userArn)?.owner]),
    ),
    flagged: [
      ...judged.users.filter(({ isStale }) => isStale).map(({ userName }) => userName),
      ...judged.accessKeys
        .filter(({ isHighRisk }) => isHighRisk)
        .map(({ userName, slot }) => `${userName} ${slot}`),
    ],
    keys: judged.accessKeys.flatMap(({ accessKeyId, userArn, lastRotatedAt }) =>
      accessKeyId === null || lastRotatedAt === null
        ? []
        : [{ userArn, accessKeyId, keyCreatedAt: lastRotatedAt, userCreatedAt }],
    ),
  };
}

function addPerson(name: string, loginDays: number, tags: Record<string, string>): void {
  addUser(organization, accountId, {
    name,
    createdAt: userCreatedAt,
    passwordEnabled: true,
    passwordLastUsedAt: daysBefore(loginDays),
    tags,
  });
}

function tag(name: string, tags: Record<string, string>): void {
  const { users } = getAccount(organization, accountId);
  if (typeof users === 'function') throw new Error('The users are fixed.');
  for (const user of users) if (user.name === name) user.tags = tags;
}

function addKey(name: string, ageDays: number): void {
  addAccessKey(organization, accountId, name, {
    createdAt: daysBefore(ageDays),
    lastUsed: { at: daysBefore(1), service: 's3' },
  });
}

/** Lets AWS have a report of the account as it is now. */
function prepareReport(): void {
  const account = getAccount(organization, accountId);
  const content = renderCredentialReport(organization, account);
  account.storedReport = {
    generatedAt: asOf,
    readyAt: asOf,
    readyAtRealMs: 0,
    readContent: () => content,
  };
}

function arnOf(name: string): string {
  return `arn:aws:iam::${accountId}:user/${name}`;
}

function daysBefore(days: number): Date {
  return new Date(asOf.getTime() - days * 86_400_000);
}

const userCreatedAt = new Date('2020-01-01T00:00:00Z');
