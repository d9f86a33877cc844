import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  createOrganization,
  getAccount,
  removeAccount,
  removeRole,
  setAccountState,
  type FaultPlan,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type QueueServers, startQueueServers } from '@credsweep/testkit';
import { daysBefore } from '../oracle/every-case-world.ts';
import { openFleet, waitUntil, type Fleet } from './open-fleet.ts';
import { readLedger, readState, waitForCompletion } from './scan-ledger.ts';

let servers: QueueServers;
beforeAll(async () => {
  servers = await startQueueServers();
}, 60_000);
afterAll(() => servers?.stop());

const roleName = 'OrganizationAccountAccessRole';

/** What happens to an account, and the code with which it must fail; null: it is read all the same. */
type Fate = {
  readonly happens: string;
  readonly code: string | null;
  readonly change: (world: SimulatedOrganization, accountId: string) => void;
};

/** Between the listing and the first call in the account. */
const fatesBeforeEntering: readonly Fate[] = [
  { happens: 'nothing', code: null, change: () => undefined },
  {
    happens: 'its role is deleted',
    code: 'role_missing_or_denied',
    change: (world, id) => removeRole(world, id, roleName),
  },
  {
    happens: 'it is suspended',
    code: 'role_missing_or_denied',
    change: (world, id) => setAccountState(world, id, 'SUSPENDED'),
  },
  {
    happens: 'it is closed',
    code: 'role_missing_or_denied',
    change: (world, id) => setAccountState(world, id, 'CLOSED'),
  },
  {
    happens: 'its owner asks for it to be closed',
    code: null,
    change: (world, id) => setAccountState(world, id, 'PENDING_CLOSURE'),
  },
  {
    happens: 'it leaves the organization',
    code: 'role_missing_or_denied',
    change: (world, id) => removeAccount(world, id),
  },
  {
    happens: 'a service control policy forbids to enter it',
    code: 'role_missing_or_denied',
    change: deny('sts:AssumeRole'),
  },
  {
    happens: 'a service control policy forbids the report',
    code: 'access_denied',
    change: deny('iam:GenerateCredentialReport'),
  },
  {
    happens: 'STS is turned off for its region',
    code: 'sts_region_disabled',
    change: (world, id) => {
      getAccount(world, id).regionDisabled = true;
    },
  },
];

/** After the account was entered, while its report is on the wire: calls for the keys of users follow. */
const fatesOnceEntered: readonly Fate[] = [
  { happens: 'nothing', code: null, change: () => undefined },
  {
    happens: 'its role is deleted',
    code: 'role_missing_or_denied',
    change: (world, id) => removeRole(world, id, roleName),
  },
  {
    happens: 'its role is deleted and made anew',
    code: null,
    change: (world, id) => {
      removeRole(world, id, roleName);
      addRole(world, id, { name: roleName, createdAt: new Date() });
    },
  },
  {
    happens: 'its role loses the permission',
    code: 'access_denied',
    change: (world, id) => {
      for (const role of getAccount(world, id).roles)
        role.allowedActions = ['iam:*CredentialReport'];
    },
  },
  {
    happens: 'a service control policy forbids to list keys',
    code: 'access_denied',
    change: deny('iam:ListAccessKeys'),
  },
];

test.concurrent('what becomes of accounts between listing and scanning is told by the right code of each', async () => {
  const world = buildWorld(fatesBeforeEntering);
  const fleet = await openFleet({
    organization: world,
    backend: 'postgres',
    servers,
    // The answer is given by the world as it is after the wait.
    latency: { 'sts:AssumeRole': { minMs: 4000, maxMs: 4000 } },
  });
  try {
    await fleet.startWorker(16);
    const scanId = await fleet.enqueueScan();
    await waitUntil('the accounts are listed and entered', 20_000, async () => {
      const calls = fleet.simulator.calls().byAction['sts:AssumeRole'] ?? 0;
      return calls === fatesBeforeEntering.length && (await isListed(fleet, scanId));
    });
    for (const [index, { change }] of fatesBeforeEntering.entries()) change(world, idOf(index));
    await expectFates(fleet, scanId, fatesBeforeEntering);
  } finally {
    await fleet.close();
  }
}, 60_000);

test.concurrent('what becomes of an account in the middle of its scan is told by the right code', async () => {
  const world = buildWorld(fatesOnceEntered);
  const fleet = await openFleet({
    organization: world,
    backend: 'postgres',
    servers,
    latency: { 'iam:GetCredentialReport': { minMs: 4000, maxMs: 4000 } },
  });
  try {
    await fleet.startWorker(16);
    const scanId = await fleet.enqueueScan();
    await waitUntil('every report is on the wire', 20_000, async () => {
      const calls = fleet.simulator.calls().byAction['iam:GetCredentialReport'] ?? 0;
      // With that of the management account.
      return calls === fatesOnceEntered.length + 1;
    });
    for (const [index, { change }] of fatesOnceEntered.entries()) change(world, idOf(index));
    await expectFates(fleet, scanId, fatesOnceEntered);
  } finally {
    await fleet.close();
  }
}, 60_000);

test.concurrent('a session that expires in the middle of an account is replaced, and the account is read to the end', async () => {
  let shiftMs = 0;
  const world = buildWorld([{ happens: '', code: null, change: () => undefined }], 12);
  const fleet = await openFleet({
    organization: world,
    backend: 'postgres',
    servers,
    now: () => new Date(Date.now() + shiftMs),
    latency: { 'iam:ListAccessKeys': { minMs: 300, maxMs: 300 } },
  });
  try {
    await fleet.startWorker(4);
    const scanId = await fleet.enqueueScan();
    const readCalls = (): Readonly<Record<string, number>> =>
      fleet.simulator.calls().byAccount[idOf(0)] ?? {};
    await waitUntil('some keys are listed', 20_000, async () => {
      return (readCalls()['iam:ListAccessKeys'] ?? 0) > 4;
    });
    // For AWS, sixteen minutes pass at once; a session lasts fifteen.
    shiftMs = 16 * 60_000;
    await waitForCompletion(fleet.database.pool, scanId, 30_000);
    const row = (await readLedger(fleet.database.pool, scanId)).find(
      ({ account_id: id }) => id === idOf(0),
    );
    expect(row).toMatchObject({ state: 'scanned', attempts: 1 });
    expect(readCalls()).toMatchObject({ 'sts:AssumeRole': 2, 'iam:GetCredentialReport': 1 });
    const { rows } = await fleet.database.pool.query<{ named: number }>(
      `select count(distinct access_key_id)::integer as named from credsweep.access_key_fact
       where scan_id = $1 and account_id = $2`,
      [scanId, idOf(0)],
    );
    expect(rows).toEqual([{ named: 12 }]);
  } finally {
    await fleet.close();
  }
}, 60_000);

test.concurrent('an account that AWS keeps refusing for the moment fails in the end, by what it met', async () => {
  const lasting = [
    { code: 'session_expired', kind: 'expired-credentials', action: 'iam:*' },
    { code: 'throttled', kind: 'throttle', action: 'iam:GenerateCredentialReport' },
    { code: 'aws_unavailable', kind: 'internal-error', action: 'iam:GenerateCredentialReport' },
    { code: 'aws_unavailable', kind: 'drop-connection', action: 'iam:GetCredentialReport' },
  ] as const;
  const faults: FaultPlan = lasting.map(({ kind, action }, index) => ({
    kind,
    action,
    accountId: idOf(index),
  }));
  const fates = lasting.map(({ code }) => ({ happens: '', code, change: () => undefined }));
  const organization = buildWorld(fates);
  const fleet = await openFleet({ organization, backend: 'postgres', servers, faults });
  try {
    await fleet.startQuickWorker(16);
    const scanId = await fleet.enqueueScan();
    await expectFates(fleet, scanId, fates);
    for (const [index] of lasting.entries()) {
      const calls = Object.values(fleet.simulator.calls().byAccount[idOf(index)] ?? {});
      // Six attempts of a few calls, each tried four times by the SDK.
      expect(calls.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(6 * 9);
    }
  } finally {
    await fleet.close();
  }
}, 90_000);

async function expectFates(fleet: Fleet, scanId: number, fates: readonly Fate[]): Promise<void> {
  const { pool } = fleet.database;
  await waitForCompletion(pool, scanId, 60_000);
  const ledger = new Map((await readLedger(pool, scanId)).map((row) => [row.account_id, row]));
  const told = fates.map(({ happens }, index) => {
    const row = ledger.get(idOf(index));
    return { happens, state: row?.state, code: row?.code };
  });
  expect(told).toEqual(
    fates.map(({ happens, code }) => ({
      happens,
      state: code === null ? 'scanned' : 'failed',
      code,
    })),
  );
}

async function isListed({ database }: Fleet, scanId: number): Promise<boolean> {
  return (await readState(database.pool, scanId)) === 'scanning';
}

/** An account for each fate, each with some users whose keys must be named. */
function buildWorld(fates: readonly unknown[], usersPerAccount = 2): SimulatedOrganization {
  const organization = createOrganization();
  for (const index of fates.keys()) {
    addAccount(organization, { id: idOf(index) });
    for (let number = 1; number <= usersPerAccount; number += 1) {
      const name = `user-${number}`;
      const createdAt = daysBefore(new Date(), 500 + number);
      addUser(organization, idOf(index), { name, createdAt });
      addAccessKey(organization, idOf(index), name, { createdAt });
    }
  }
  return organization;
}

function idOf(index: number): string {
  return String(200_000_000_001 + index);
}

function deny(action: string): Fate['change'] {
  return (world, id) => {
    getAccount(world, id).deniedActions = [action];
  };
}
