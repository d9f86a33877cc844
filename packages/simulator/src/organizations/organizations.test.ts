import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  paginateListAccounts,
  type Account,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { describe, expect, it } from 'vitest';
import { connectClients, connectToAccount } from '../testing/connect-clients.ts';
import { createTestOrganization, memberId, simulate } from '../testing/simulate.ts';
import {
  addAccount,
  addDelegatedAdministrator,
  getAccount,
  removeAccount,
} from '../world/edit-accounts.ts';
import { addOrganizationalUnit } from '../world/organizational-units.ts';

describe('ListAccounts', () => {
  it('gives every account once, 20 a page', async () => {
    const { organizations } = await simulateAccounts(47);
    const pages = await readPages(organizations);
    expect(pages.map((page) => page.length)).toEqual([20, 20, 7]);
    expect(new Set(pages.flat().map(({ Id }) => Id)).size).toBe(47);
  });

  it('ends without a token when the last page is full', async () => {
    const { organizations } = await simulateAccounts(40);
    expect((await readPages(organizations)).map((page) => page.length)).toEqual([20, 20]);
  });

  it('can give empty pages that have a token', async () => {
    const { organizations, simulator } = await simulateAccounts(25);
    simulator.organization.emptyPages = true;
    expect((await readPages(organizations)).map((page) => page.length)).toEqual([0, 20, 0, 5]);
  });

  it('neither repeats nor loses accounts when others come and go meanwhile', async () => {
    const { organizations, simulator } = await simulateAccounts(30);
    const first = await organizations.send(new ListAccountsCommand({}));
    removeAccount(simulator.organization, first.Accounts!.at(-1)!.Id!);
    addAccount(simulator.organization, { id: '100000000000' });
    const second = await organizations.send(
      new ListAccountsCommand({ NextToken: first.NextToken! }),
    );
    expect(second.Accounts).toHaveLength(10);
  });

  it.each([
    [{ MaxResults: 21 }, 'MAX_VALUE_EXCEEDED'],
    [{ MaxResults: 0 }, 'MIN_VALUE_EXCEEDED'],
    [{ NextToken: 'made-up' }, 'INVALID_NEXT_TOKEN'],
  ])('refuses %o', async (input, Reason) => {
    const { organizations } = connectClients(await simulate());
    await expect(organizations.send(new ListAccountsCommand(input))).rejects.toMatchObject({
      name: 'InvalidInputException',
      Reason,
    });
  });

  it.each([
    ['state', { State: 'CLOSED' }, ['Status']],
    ['status', { Status: 'SUSPENDED' }, ['State', 'Paths']],
    ['both', { State: 'CLOSED', Status: 'SUSPENDED' }, []],
    ['neither', {}, ['State', 'Status']],
  ] as const)('shows %s fields of an account', async (stateFields, shown, hidden) => {
    const simulator = await simulate();
    Object.assign(getAccount(simulator.organization, memberId), { stateFields, state: 'CLOSED' });
    const account = await describeMember(connectClients(simulator).organizations);
    expect(account).toMatchObject(shown);
    for (const field of hidden) expect(account).not.toHaveProperty(field);
  });

  it('shows the path of organizational units, and the time of joining', async () => {
    const organization = createTestOrganization();
    addOrganizationalUnit(organization, [], { id: 'ou-simu-workload', name: 'Workloads' });
    addOrganizationalUnit(organization, ['Workloads'], { id: 'ou-simu-prodprod', name: 'Prod' });
    getAccount(organization, memberId).ouPath = ['Workloads', 'Prod'];
    const { organizations } = connectClients(await simulate({ organization }));
    expect(await describeMember(organizations)).toEqual({
      Id: memberId,
      Arn: `arn:aws:organizations::100000000001:account/o-simulated1/${memberId}`,
      Name: 'payments-prod',
      Email: `aws+${memberId}@example.com`,
      State: 'ACTIVE',
      Paths: [`o-simulated1/r-simu/ou-simu-workload/ou-simu-prodprod/${memberId}/`],
      JoinedMethod: 'CREATED',
      JoinedTimestamp: new Date('2021-01-01T00:00:00Z'),
    });
  });
});

describe('the right to read the organization', () => {
  it('is the delegated administrator’s too', async () => {
    const organization = createTestOrganization({ hub: { accountId: memberId } });
    addDelegatedAdministrator(organization, memberId);
    const { organizations } = connectClients(await simulate({ organization }));
    const { Accounts } = await organizations.send(new ListAccountsCommand({}));
    expect(Accounts).toHaveLength(2);
    const { DelegatedAdministrators } = await organizations.send(
      new ListDelegatedAdministratorsCommand({}),
    );
    expect(DelegatedAdministrators).toMatchObject([{ Id: memberId, State: 'ACTIVE' }]);
  });

  it('is not a plain member’s, who may only describe the organization', async () => {
    const organization = createTestOrganization({ hub: { accountId: memberId } });
    const { organizations } = connectClients(await simulate({ organization }));
    await expect(organizations.send(new ListAccountsCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 400 },
    });
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ Id: 'o-simulated1', MasterAccountId: '100000000001' });
  });

  it('is nobody’s where there is no organization', async () => {
    const organization = createTestOrganization({ standalone: true });
    const { organizations } = connectClients(await simulate({ organization }));
    for (const command of [new DescribeOrganizationCommand({}), new ListAccountsCommand({})]) {
      await expect(organizations.send(command)).rejects.toMatchObject({
        name: 'AWSOrganizationsNotInUseException',
      });
    }
  });

  it('is limited by the session’s role', async () => {
    const simulator = await simulate();
    getAccount(simulator.organization, memberId).roles[0]!.allowedActions = ['iam:*'];
    const { organizations } = await connectToAccount(simulator, memberId);
    await expect(organizations.send(new DescribeOrganizationCommand({}))).rejects.toThrow(
      'because no identity-based policy allows the organizations:DescribeOrganization action',
    );
  });
});

describe('the tree of the organization', () => {
  it('can be walked from the root', async () => {
    const organization = createTestOrganization();
    addOrganizationalUnit(organization, [], { id: 'ou-simu-workload', name: 'Workloads' });
    getAccount(organization, memberId).ouPath = ['Workloads'];
    getAccount(organization, memberId).tags = { team: 'payments' };
    const { organizations } = connectClients(await simulate({ organization }));

    const { Roots } = await organizations.send(new ListRootsCommand({}));
    const ParentId = Roots?.[0]?.Id;
    expect(ParentId).toBe('r-simu');
    const units = await organizations.send(
      new ListOrganizationalUnitsForParentCommand({ ParentId }),
    );
    expect(units.OrganizationalUnits).toEqual([
      {
        Id: 'ou-simu-workload',
        Arn: 'arn:aws:organizations::100000000001:ou/o-simulated1/ou-simu-workload',
        Name: 'Workloads',
        Path: 'o-simulated1/r-simu/ou-simu-workload/',
      },
    ]);
    const below = await organizations.send(
      new ListAccountsForParentCommand({ ParentId: 'ou-simu-workload' }),
    );
    expect(below.Accounts?.map(({ Id }) => Id)).toEqual([memberId]);
    const { Tags } = await organizations.send(
      new ListTagsForResourceCommand({ ResourceId: memberId }),
    );
    expect(Tags).toEqual([{ Key: 'team', Value: 'payments' }]);
  });

  it('names what it cannot find', async () => {
    const { organizations } = connectClients(await simulate());
    await expect(
      organizations.send(new ListAccountsForParentCommand({ ParentId: 'ou-simu-nowhere00' })),
    ).rejects.toMatchObject({ name: 'ParentNotFoundException' });
    await expect(
      organizations.send(new DescribeAccountCommand({ AccountId: '999999999999' })),
    ).rejects.toMatchObject({ name: 'AccountNotFoundException' });
    await expect(
      organizations.send(new ListTagsForResourceCommand({ ResourceId: '999999999999' })),
    ).rejects.toMatchObject({ name: 'TargetNotFoundException' });
  });
});

async function simulateAccounts(count: number) {
  const organization = createTestOrganization();
  for (let number = 3; number <= count; number += 1) {
    addAccount(organization, { id: String(900_000_000_000 - number) });
  }
  const simulator = await simulate({ organization });
  return { simulator, organizations: connectClients(simulator).organizations };
}

async function readPages(client: OrganizationsClient): Promise<Account[][]> {
  const pages: Account[][] = [];
  for await (const page of paginateListAccounts({ client }, {})) pages.push(page.Accounts ?? []);
  return pages;
}

async function describeMember(organizations: OrganizationsClient): Promise<Account | undefined> {
  return (await organizations.send(new DescribeAccountCommand({ AccountId: memberId }))).Account;
}
