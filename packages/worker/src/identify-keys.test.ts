import { createAwsHub, createReportsFolder, type AwsHub } from '@credsweep/aws';
import {
  listOwnedKeys,
  parseCredentialReport,
  policyPresets,
  type AccountClaim,
  type AccountSession,
  type KeyMemory,
  type OwnedAccessKey,
  type Policy,
  type Tags,
} from '@credsweep/core';
import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  deleteAccessKey,
  deleteUser,
  getAccount,
  recordKeyUse,
  renderCredentialReport,
  rotateAccessKey,
  setAccessKeyStatus,
  startSimulator,
  type SimulatedAccessKey,
  type SimulatedOrganization,
  type Simulator,
} from '@credsweep/simulator';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { identifyKeys } from './identify-keys.ts';

const accountId = '200000000001';
const userCreatedAt = new Date('2020-01-01T00:00:00Z');
const asOf = new Date(Math.floor(Date.now() / 1000) * 1000);
const nothingKnown: KeyMemory = { keys: [], openFindingKeyIds: [], confirmsNewFindings: false };
const afterBaseline: KeyMemory = { ...nothingKnown, confirmsNewFindings: true };

let organization: SimulatedOrganization;
let simulator: Simulator;
let hub: AwsHub;

beforeEach(async () => {
  organization = createOrganization();
  addAccount(organization, { id: accountId });
  addUser(organization, accountId, { name: 'deploy', createdAt: userCreatedAt });
  simulator = await startSimulator({ organization });
  const { endpoint, credentials } = simulator;
  hub = createAwsHub({ endpoint, credentials, region: 'us-east-1' });
});
afterEach(async () => {
  hub.close();
  await simulator.close();
});

describe('a key that nobody has named yet', () => {
  test('is named if it is flagged, together with the other key of its user', async () => {
    const old = addKey(700);
    const young = addKey(2, { used: true });
    expect(await identify()).toEqual([
      [1, old.id, 'Active'],
      [2, young.id, 'Active'],
    ]);
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1 });
  });

  test('is left without a name if it is not flagged, and IAM is not asked', async () => {
    addKey(20, { used: true });
    addKey(900, { used: true, status: 'Inactive' });
    expect(await identify()).toEqual([
      [1, null, 'Active'],
      [2, null, 'Inactive'],
    ]);
    expect(keyCalls()).toEqual({});
  });

  test('is named whether flagged or not where the scan asks for all ids', async () => {
    const key = addKey(20, { used: true });
    expect(await identify(nothingKnown, { keyIds: 'all' })).toEqual([[1, key.id, 'Active']]);
  });

  test('is named once when its policy exempts it, and then costs no call at all', async () => {
    const key = addKey(700);
    const policy: Policy = {
      ...policyPresets.default,
      exemptions: [{ key: `${key.id.slice(0, 8)}*`, reason: 'break glass', expires: '2999-01-01' }],
    };
    expect(await identify(nothingKnown, { policy })).toEqual([[1, key.id, 'Active']]);
    simulator.resetCalls();
    const known = { ...afterBaseline, keys: [remember(key)] };
    expect(await identify(known, { policy })).toEqual([[1, key.id, 'Active']]);
    expect(keyCalls()).toEqual({});
  });

  test('of the root user is not asked for, since IAM does not tell it', async () => {
    addAccessKey(organization, accountId, '<root_account>', { createdAt: daysBefore(asOf, 900) });
    expect(await identify(afterBaseline)).toEqual([[1, null, 'Active']]);
    expect(keyCalls()).toEqual({});
  });
});

describe('a key that an earlier scan has named', () => {
  test('keeps its name without a call, in whatever slot the report has it', async () => {
    const first = addKey(700, { used: true });
    const second = addKey(600, { used: true });
    const memory: KeyMemory = {
      keys: [remember(second), remember(first)],
      openFindingKeyIds: [first.id, second.id],
      confirmsNewFindings: true,
    };
    expect(await identify(memory)).toEqual([
      [1, first.id, 'Active'],
      [2, second.id, 'Active'],
    ]);
    expect(keyCalls()).toEqual({});
  });

  test('does not lend its name to the key of a user who was created anew under the same name', async () => {
    const key = addKey(700);
    const stranger = {
      ...remember(key),
      userCreatedAt: new Date('2019-01-01'),
      accessKeyId: 'AKIAOLD',
    };
    expect(await identify({ ...nothingKnown, keys: [stranger] })).toEqual([[1, key.id, 'Active']]);
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1 });
  });

  test('does not lend its name to one of two keys of the same second', async () => {
    const createdAt = daysBefore(asOf, 700);
    const twins = [1, 2].map(() => addAccessKey(organization, accountId, 'deploy', { createdAt }));
    const memory = { ...nothingKnown, keys: twins.slice(0, 1).map(remember) };
    expect(await identify(memory)).toEqual([
      [1, null, 'Active'],
      [2, null, 'Active'],
    ]);
  });

  test('is told from its twin of the same second by its status', async () => {
    const createdAt = daysBefore(asOf, 700);
    const active = addAccessKey(organization, accountId, 'deploy', { createdAt });
    const inactive = addAccessKey(organization, accountId, 'deploy', {
      createdAt,
      status: 'Inactive',
    });
    expect(await identify()).toEqual([
      [1, active.id, 'Active'],
      [2, inactive.id, 'Inactive'],
    ]);
  });
});

describe('a key that would be news', () => {
  test('is confirmed by its last use of this moment', async () => {
    const key = addKey(30);
    expect(await identify(afterBaseline)).toEqual([[1, key.id, 'Active']]);
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1, 'iam:GetAccessKeyLastUsed': 1 });
  });

  test('is not confirmed in a baseline, where nothing is news', async () => {
    addKey(30);
    await identify(nothingKnown);
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1 });
  });

  test('is confirmed although its name is known, as long as it has no finding', async () => {
    const key = addKey(30);
    await identify({ ...afterBaseline, keys: [remember(key)] });
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1, 'iam:GetAccessKeyLastUsed': 1 });
  });

  test('that was used since the report shows that use', async () => {
    const key = addKey(30);
    const usedAt = daysBefore(asOf, 0, -1);
    const keys = await identifyReported(afterBaseline, () =>
      recordKeyUse(organization, accountId, 'deploy', key.id, { at: usedAt, service: 's3' }),
    );
    expect(keys.map((owned) => owned.key)).toMatchObject([
      { lastUsedAt: usedAt, lastUsedService: 's3', lastUsedRegion: null },
    ]);
  });

  test.each([
    {
      name: 'deleted',
      change: (id: string) => deleteAccessKey(organization, accountId, 'deploy', id),
      expected: [],
    },
    {
      name: 'rotated',
      change: (id: string) =>
        void rotateAccessKey(organization, accountId, 'deploy', id, new Date(Date.now() + 5000)),
      expected: [],
    },
    {
      name: 'deleted with its user',
      change: () => deleteUser(organization, accountId, 'deploy'),
      expected: [],
    },
    {
      name: 'deactivated',
      change: (id: string) => setAccessKeyStatus(organization, accountId, 'deploy', id, 'Inactive'),
      expected: ['Inactive'],
    },
  ])('that was $name since the report is known for it', async ({ change, expected }) => {
    const key = addKey(30);
    const keys = await identifyReported(afterBaseline, () => change(key.id));
    expect(keys.map((owned) => owned.key.status)).toEqual(expected);
  });
});

describe('a user with more keys than the report has columns for', () => {
  test('has all of them, at one call to list them and one for each that the report leaves out', async () => {
    getAccount(organization, accountId).report.additionalCredentialsColumn = true;
    const keys = [20, 15, 400].map((days) => addKey(days, { used: true }));
    const known = { ...nothingKnown, keys: keys.map(remember) };
    expect(await identify(known)).toEqual(keys.map(({ id }, index) => [index + 1, id, 'Active']));
    expect(keyCalls()).toEqual({ 'iam:ListAccessKeys': 1, 'iam:GetAccessKeyLastUsed': 1 });
  });
});

describe('a folder of reports', () => {
  test('is judged as it is: nobody can be asked', async () => {
    addKey(700);
    const folder = await mkdtemp(join(tmpdir(), 'credsweep-reports-'));
    await writeFile(join(folder, `${accountId}.csv`), report());
    const { source } = await createReportsFolder(folder);
    const keys = await identifyReported(afterBaseline, () => undefined, {
      session: source.openAccount(accountId),
      keyIds: 'all',
    });
    await rm(folder, { recursive: true });
    expect(keys.map((owned) => owned.key.accessKeyId)).toEqual([null]);
    expect(simulator.calls().total).toBe(0);
  });
});

describe('a worker that is stopped', () => {
  test('asks for no further user, and rejects with the reason', async () => {
    for (let number = 0; number < 20; number += 1) {
      const name = `robot-${number}`;
      addUser(organization, accountId, { name, createdAt: userCreatedAt });
      addAccessKey(organization, accountId, name, { createdAt: daysBefore(asOf, 700) });
    }
    simulator.setFaults([{ action: 'iam:ListAccessKeys', kind: 'slow', delayMs: 30_000 }]);
    const stopping = new AbortController();
    const identified = identifyReported(nothingKnown, () => undefined, { signal: stopping.signal });
    await expect
      .poll(() => keyCalls()['iam:ListAccessKeys'] ?? 0, { interval: 10, timeout: 10_000 })
      .toBeGreaterThan(0);
    const reason = new Error('stopping');
    stopping.abort(reason);
    await expect(identified).rejects.toBe(reason);
    // Gentle inside one account: only a few at the same time.
    expect(keyCalls()['iam:ListAccessKeys']).toBeLessThanOrEqual(4);
  });
});

type Choices = {
  readonly policy?: Policy;
  readonly keyIds?: 'flagged' | 'all';
  readonly session?: AccountSession;
  readonly tagsOf?: ReadonlyMap<string, Tags>;
  readonly signal?: AbortSignal;
};

/** Slot, id and status of each key of the account's report, as they are known best. */
async function identify(
  memory: KeyMemory = nothingKnown,
  choices: Choices = {},
): Promise<readonly unknown[]> {
  const keys = await identifyReported(memory, () => undefined, choices);
  return keys.map(({ key }) => [key.slot, key.accessKeyId, key.status]);
}

/** Identifies the keys of a report that was made before a change of the world. */
function identifyReported(
  memory: KeyMemory,
  change: () => void,
  { policy = policyPresets.default, keyIds = 'flagged', session, tagsOf, signal }: Choices = {},
): Promise<readonly OwnedAccessKey[]> {
  const parsed = parseCredentialReport(report(), accountId);
  change();
  const source = hub.openCredentialSource({
    roleName: 'OrganizationAccountAccessRole',
    externalId: null,
    sessionName: 'credsweep-test',
  });
  return identifyKeys({
    keys: listOwnedKeys(parsed),
    users: parsed.users,
    reportGeneratedAt: asOf,
    claim: makeClaim(memory, policy, keyIds),
    session: session ?? source.openAccount(accountId),
    tagsOf: tagsOf ?? new Map(),
    signal: signal ?? new AbortController().signal,
  });
}

function makeClaim(memory: KeyMemory, policy: Policy, keyIds: 'flagged' | 'all'): AccountClaim {
  return {
    scanId: 1,
    accountId,
    leaseToken: '00000000-0000-4000-8000-000000000000',
    attempts: 1,
    firstClaimedAt: asOf,
    asOf,
    policy,
    settings: {
      selection: { organizationalUnits: [], accounts: [], exclude: [] },
      roleName: 'OrganizationAccountAccessRole',
      externalId: null,
      keyIds,
      reportsFolder: null,
    },
    memory,
  };
}

function report(): string {
  return Buffer.from(
    renderCredentialReport(organization, getAccount(organization, accountId)),
  ).toString();
}

function addKey(
  ageDays: number,
  { used = false, status = 'Active' }: { used?: boolean; status?: 'Active' | 'Inactive' } = {},
): SimulatedAccessKey {
  return addAccessKey(organization, accountId, 'deploy', {
    createdAt: daysBefore(asOf, ageDays),
    status,
    ...(used ? { lastUsed: { at: daysBefore(asOf, 1), service: 'ec2', region: 'eu-west-1' } } : {}),
  });
}

function remember(key: SimulatedAccessKey): KeyMemory['keys'][number] {
  return {
    userArn: `arn:aws:iam::${accountId}:user/deploy`,
    userCreatedAt,
    keyCreatedAt: key.createdAt,
    accessKeyId: key.id,
  };
}

/** Calls that concern single users, so far. */
function keyCalls(): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(simulator.calls().byAction).filter(([action]) => action.includes('AccessKey')),
  );
}

function daysBefore(date: Date, days: number, laterSeconds = 0): Date {
  return new Date(date.getTime() - days * 86_400_000 + laterSeconds * 1000);
}
