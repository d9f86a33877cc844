import {
  addAccount,
  addDelegatedAdministrator,
  addOrganizationalUnit,
  getAccount,
  setAccountState,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import {
  connectHub,
  createTestOrganization,
  listAllAccounts,
  listPages,
  managementId,
  memberId,
  noAbort,
  openTestHub,
  startTestSimulator,
} from './testing/open-test-hub.ts';
import { startWireTap } from './testing/start-wire-tap.ts';

const describeListed = { 'sts:GetCallerIdentity': 1, 'organizations:DescribeOrganization': 1 };

describe('the caller in the management account', () => {
  it('sees the organization and all its accounts, twenty a page, with one call more than there are pages', async () => {
    const { simulator, hub } = await openTestHub({ organization: createOrganizationOf(45) });
    expect(await hub.directory.describeOrganization()).toEqual({
      organizationId: 'o-simulated1',
      kind: 'organization',
      managementAccountId: managementId,
      notice: null,
    });
    const pages = await listPages(hub);
    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    const calls = { ...describeListed, 'organizations:ListAccounts': 3 };
    expect(hub.directory.takeApiCalls()).toEqual(calls);
    expect(simulator.calls().byAction).toEqual(calls);
    expect(hub.directory.takeApiCalls()).toEqual({});
  });

  it('gets every account with its name, state, path of units and date', async () => {
    const organization = createTestOrganization();
    const unit = addOrganizationalUnit(organization, [], {
      id: 'ou-simu-workload1',
      name: 'Workloads',
    });
    addAccount(organization, {
      id: '300000000003',
      name: 'Züri "prod" <1>',
      email: 'prod@example.com',
      ouPath: ['Workloads'],
      joinedAt: new Date('2023-04-05T06:07:08Z'),
    });
    const { hub } = await openTestHub({ organization });
    const accounts = await listAllAccounts(hub);
    expect(accounts.find(({ accountId }) => accountId === '300000000003')).toEqual({
      accountId: '300000000003',
      accountName: 'Züri "prod" <1>',
      email: 'prod@example.com',
      state: 'ACTIVE',
      organizationPath: `o-simulated1/r-simu/${unit.id}/300000000003/`,
      joinedAt: new Date('2023-04-05T06:07:08Z'),
    });
  });

  it('lists accounts of every state, with the state', async () => {
    const organization = createTestOrganization();
    const states = [
      'PENDING_ACTIVATION',
      'ACTIVE',
      'SUSPENDED',
      'PENDING_CLOSURE',
      'CLOSED',
    ] as const;
    for (const [index, state] of states.entries()) {
      addAccount(organization, { id: `30000000000${index}` });
      setAccountState(organization, `30000000000${index}`, state);
    }
    const { hub } = await openTestHub({ organization });
    const listed = (await listAllAccounts(hub)).filter(({ accountId }) =>
      accountId.startsWith('3'),
    );
    expect(listed.map(({ state }) => state)).toEqual(states);
  });

  it('gets the same list without having asked for the organization first, and again a second time', async () => {
    const { hub } = await openTestHub({ organization: createOrganizationOf(25) });
    const first = await listAllAccounts(hub);
    expect(first).toHaveLength(25);
    await hub.directory.describeOrganization();
    expect(await listAllAccounts(hub)).toEqual(first);
    expect(await listAllAccounts(hub)).toEqual(first);
  });

  it('follows the token of an empty page', async () => {
    const organization = createOrganizationOf(30);
    organization.emptyPages = true;
    const { hub } = await openTestHub({ organization });
    await hub.directory.describeOrganization();
    const pages = await listPages(hub);
    expect(pages.map((page) => page.length)).toEqual([0, 20, 0, 10]);
  });

  it('reads Status where there is no State', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).stateFields = 'status';
    getAccount(organization, memberId).state = 'PENDING_CLOSURE';
    const { hub } = await openTestHub({ organization });
    const member = (await listAllAccounts(hub)).find(({ accountId }) => accountId === memberId);
    expect(member).toMatchObject({ state: 'PENDING_CLOSURE', organizationPath: null });
  });

  it('prefers State to Status', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).stateFields = 'both';
    getAccount(organization, memberId).state = 'CLOSED';
    const { hub } = await openTestHub({ organization });
    expect(
      (await listAllAccounts(hub)).find(({ accountId }) => accountId === memberId)?.state,
    ).toBe('CLOSED');
  });

  it('fails on an account that has neither State nor Status, rather than to skip it', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).stateFields = 'neither';
    const { hub } = await openTestHub({ organization });
    await expect(hub.directory.describeOrganization()).rejects.toMatchObject({
      code: 'account_state_unknown',
      message: expect.stringContaining(`neither State nor Status for account ${memberId}`),
      details: { accountId: memberId, state: null },
    });
  });

  it('fails on a state that did not exist when this was written', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'ListAccounts'
        ? { status: 200, body: JSON.stringify({ Accounts: [{ Id: memberId, State: 'FROZEN' }] }) }
        : undefined,
    );
    await expect(listAllAccounts(connectHub(simulator, { endpoint }))).rejects.toMatchObject({
      code: 'account_state_unknown',
      details: { state: 'FROZEN' },
    });
  });

  it('fails on a page token that leads nowhere', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'ListAccounts'
        ? { status: 200, body: JSON.stringify({ Accounts: [], NextToken: 'again' }) }
        : undefined,
    );
    await expect(listAllAccounts(connectHub(simulator, { endpoint }))).rejects.toMatchObject({
      code: 'aws_unexpected',
      message: expect.stringContaining('the same page token twice'),
    });
  });

  it('waits out throttling, and counts the attempts', async () => {
    const { hub } = await openTestHub({
      faults: [{ action: 'organizations:ListAccounts', kind: 'throttle', times: 2 }],
    });
    expect(await listAllAccounts(hub)).toHaveLength(2);
    expect(hub.directory.takeApiCalls()['organizations:ListAccounts']).toBe(3);
  }, 20_000);

  it('may lose the permission half-way, which is no smaller organization', async () => {
    const { simulator, hub } = await openTestHub({ organization: createOrganizationOf(45) });
    const listing = hub.directory.listAccounts(noAbort)[Symbol.asyncIterator]();
    await listing.next();
    simulator.setFaults([{ action: 'organizations:ListAccounts', kind: 'access-denied' }]);
    await expect(listing.next()).rejects.toMatchObject({ code: 'organization_unreadable' });
  });

  it('may lose the permission between description and listing, which is no smaller organization', async () => {
    const { simulator, hub } = await openTestHub();
    await hub.directory.describeOrganization();
    expect(await listAllAccounts(hub)).toHaveLength(2);
    simulator.setFaults([{ action: 'organizations:ListAccounts', kind: 'access-denied' }]);
    await expect(listAllAccounts(hub)).rejects.toMatchObject({ code: 'organization_unreadable' });
    await expect(hub.directory.describeOrganization()).rejects.toMatchObject({
      code: 'organization_unreadable',
    });
  });

  it('asks for each page while the one before it is used, from the second on', async () => {
    const { simulator, hub } = await openTestHub({ organization: createOrganizationOf(65) });
    const asked = (): number => simulator.calls().byAction['organizations:ListAccounts'] ?? 0;
    const pages = hub.directory.listAccounts(noAbort)[Symbol.asyncIterator]();
    await pages.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    // Whoever wants to know whether there is an account at all wants no more.
    expect(asked()).toBe(1);
    await pages.next();
    await expect.poll(asked).toBe(3);
    await pages.next();
    await expect.poll(asked).toBe(4);
    expect((await pages.next()).value).toHaveLength(5);
    expect(await pages.next()).toMatchObject({ done: true });
    expect(asked()).toBe(4);
  });

  it('may stop between two pages with its own reason', async () => {
    const { hub } = await openTestHub({ organization: createOrganizationOf(45) });
    const controller = new AbortController();
    const reason = new Error('the worker stops');
    const pages: number[] = [];
    const listing = async () => {
      for await (const page of hub.directory.listAccounts(controller.signal)) {
        pages.push(page.length);
        controller.abort(reason);
      }
    };
    await expect(listing()).rejects.toBe(reason);
    expect(pages).toEqual([20]);
  });
});

describe('the caller in another account', () => {
  it('sees the organization as a delegated administrator', async () => {
    const organization = createTestOrganization({ hub: { accountId: memberId } });
    addDelegatedAdministrator(organization, memberId);
    const { hub } = await openTestHub({ organization });
    expect(await hub.directory.describeOrganization()).toMatchObject({
      kind: 'organization',
      managementAccountId: managementId,
    });
    expect(await listAllAccounts(hub)).toHaveLength(2);
  });

  it('scans its own account as a plain member, and is told what would change that', async () => {
    const organization = createTestOrganization({ hub: { accountId: memberId } });
    const { simulator, hub } = await openTestHub({ organization });
    const described = await hub.directory.describeOrganization();
    expect(described).toMatchObject({
      organizationId: `account-${memberId}`,
      kind: 'standalone',
      managementAccountId: managementId,
    });
    expect(described.notice).toContain(
      `Account ${memberId} may not list the accounts of o-simulated1`,
    );
    expect(described.notice).toContain(`credentials of the management account ${managementId}`);
    expect(described.notice).toContain('delegated administrator');
    expect(await listAllAccounts(hub)).toEqual([
      {
        accountId: memberId,
        accountName: memberId,
        email: null,
        state: 'ACTIVE',
        organizationPath: null,
        joinedAt: null,
      },
    ]);
    expect(simulator.calls().byAction).toEqual({
      ...describeListed,
      'organizations:ListAccounts': 1,
    });
  });
});

describe('the caller without an organization, or without permission', () => {
  it('scans its own account where there is no organization', async () => {
    const { simulator, hub } = await openTestHub({
      organization: createTestOrganization({ standalone: true }),
    });
    expect(await hub.directory.describeOrganization()).toEqual({
      organizationId: `account-${managementId}`,
      kind: 'standalone',
      managementAccountId: null,
      notice: `Account ${managementId} is not in an AWS Organization: only the caller's own account ${managementId} is scanned.`,
    });
    expect((await listAllAccounts(hub)).map(({ accountId }) => accountId)).toEqual([managementId]);
    expect(simulator.calls().byAction).toEqual(describeListed);
  });

  it.each([
    [
      'organizations:DescribeOrganization',
      ['iam:*', 'sts:*'],
      'may not call organizations:DescribeOrganization',
    ],
    [
      'organizations:ListAccounts',
      ['iam:*', 'organizations:DescribeOrganization'],
      'allow organizations:ListAccounts to it',
    ],
  ])('scans its own account when it may not call %s', async (_action, allowedActions, words) => {
    const { hub } = await openTestHub({
      organization: createTestOrganization({ hub: { allowedActions } }),
    });
    const described = await hub.directory.describeOrganization();
    expect(described).toMatchObject({
      kind: 'standalone',
      organizationId: `account-${managementId}`,
    });
    expect(described.notice).toContain(words);
    expect(await listAllAccounts(hub)).toHaveLength(1);
  });
});

function createOrganizationOf(accounts: number): SimulatedOrganization {
  const organization = createTestOrganization();
  for (let index = 2; index < accounts; index += 1)
    addAccount(organization, { id: String(300000000000 + index) });
  return organization;
}
