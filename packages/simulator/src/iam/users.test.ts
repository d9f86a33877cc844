import {
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  paginateListUsers,
} from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { connectClients, connectToAccount } from '../testing/connect-clients.ts';
import { createTestOrganization, memberId, simulate, testNow } from '../testing/simulate.ts';
import {
  addAccessKey,
  deleteAccessKey,
  recordKeyUse,
  rotateAccessKey,
  setAccessKeyStatus,
} from '../world/edit-access-keys.ts';
import { addAccount, getAccount } from '../world/edit-accounts.ts';
import { addUser, deleteUser, recordLogin } from '../world/edit-users.ts';

const createdAt = new Date('2024-02-03T04:05:06Z');

describe('users', () => {
  it('are listed by name in pages, without tags', async () => {
    const { iam, organization } = await connect();
    for (const name of ['delta', 'alpha', 'Charlie', 'bravo', 'echo']) {
      addUser(organization, memberId, { name, createdAt, tags: { team: 'web' } });
    }
    const pages = [];
    for await (const page of paginateListUsers({ client: iam, pageSize: 2 }, {})) {
      pages.push((page.Users ?? []).map(({ UserName }) => UserName));
      expect(page.Users?.[0]).not.toHaveProperty('Tags');
    }
    expect(pages).toEqual([['alpha', 'bravo'], ['Charlie', 'delta'], ['echo']]);
  });

  it('keep their last login when the password is removed, and hide one from before tracking', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'former', createdAt, passwordLastUsedAt: testNow });
    addUser(organization, memberId, {
      name: 'ancient',
      createdAt: new Date('2012-01-01T00:00:00Z'),
      passwordEnabled: true,
      passwordLastUsedAt: new Date('2014-01-01T00:00:00Z'),
    });
    const { Users } = await iam.send(new ListUsersCommand({}));
    expect(Users).toMatchObject([
      { UserName: 'ancient' },
      { UserName: 'former', PasswordLastUsed: testNow },
    ]);
    expect(Users?.[0]).not.toHaveProperty('PasswordLastUsed');
  });

  it('have their path in the ARN, tags, and a login profile while they have a password', async () => {
    const { iam, organization } = await connect();
    const user = addUser(organization, memberId, {
      name: 'maria',
      path: '/staff/',
      createdAt,
      passwordEnabled: true,
      tags: { 'cost <center>': 'R&D "42"', owner: 'maria' },
    });
    const { User } = await iam.send(new GetUserCommand({ UserName: 'maria' }));
    expect(User?.Arn).toBe(`arn:aws:iam::${memberId}:user/staff/maria`);
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{16}$/);
    const { Tags } = await iam.send(new ListUserTagsCommand({ UserName: 'maria' }));
    expect(Tags).toEqual([
      { Key: 'cost <center>', Value: 'R&D "42"' },
      { Key: 'owner', Value: 'maria' },
    ]);
    const command = new GetLoginProfileCommand({ UserName: 'maria' });
    await expect(iam.send(command)).resolves.toHaveProperty('LoginProfile');
    user.passwordEnabled = false;
    await expect(iam.send(command)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  it('are gone when deleted, and another user when made again', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'maria', createdAt });
    const before = await iam.send(new GetUserCommand({ UserName: 'maria' }));
    deleteUser(organization, memberId, 'maria');
    await expect(iam.send(new GetUserCommand({ UserName: 'maria' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      $metadata: { httpStatusCode: 404 },
    });
    addUser(organization, memberId, { name: 'maria', createdAt: testNow });
    const after = await iam.send(new GetUserCommand({ UserName: 'maria' }));
    expect(after.User?.UserId).not.toBe(before.User?.UserId);
  });

  it('must be named by a session', async () => {
    const { iam } = await connect();
    await expect(iam.send(new GetUserCommand({}))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  it('of the same name in two accounts are told apart by the credentials', async () => {
    const organization = createTestOrganization();
    addAccount(organization, { id: '300000000003' });
    const simulator = await simulate({ organization });
    for (const id of [memberId, '300000000003']) {
      addUser(organization, id, { name: 'terraform', createdAt });
      const { iam } = await connectToAccount(simulator, id);
      const { User } = await iam.send(new GetUserCommand({ UserName: 'terraform' }));
      expect(User?.Arn).toBe(`arn:aws:iam::${id}:user/terraform`);
    }
  });

  it('record the first of several logins within five minutes', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'maria', createdAt, passwordEnabled: true });
    recordLogin(organization, memberId, 'maria', testNow);
    recordLogin(organization, memberId, 'maria', new Date(testNow.getTime() + 299_000));
    recordLogin(organization, memberId, 'maria', new Date('2018-05-10T00:00:00Z'));
    const { User } = await iam.send(new GetUserCommand({ UserName: 'maria' }));
    expect(User?.PasswordLastUsed).toEqual(testNow);
  });
});

describe('access keys', () => {
  it('are listed with status and creation', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'ci', createdAt });
    const first = addAccessKey(organization, memberId, 'ci', { createdAt });
    const second = addAccessKey(organization, memberId, 'ci', { createdAt });
    setAccessKeyStatus(organization, memberId, 'ci', first.id, 'Inactive');
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'ci' }));
    expect(AccessKeyMetadata).toHaveLength(2);
    expect(AccessKeyMetadata).toEqual(
      expect.arrayContaining([
        { UserName: 'ci', AccessKeyId: first.id, Status: 'Inactive', CreateDate: createdAt },
        { UserName: 'ci', AccessKeyId: second.id, Status: 'Active', CreateDate: createdAt },
      ]),
    );
  });

  it('say N/A and no date when never used', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'ci', createdAt });
    const { id } = addAccessKey(organization, memberId, 'ci', { createdAt });
    const reply = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }));
    expect(reply.UserName).toBe('ci');
    expect(reply.AccessKeyLastUsed).toEqual({ Region: 'N/A', ServiceName: 'N/A' });
  });

  it('record the first of several uses within fifteen minutes', async () => {
    const { iam, organization } = await connect();
    addUser(organization, memberId, { name: 'ci', createdAt });
    const { id } = addAccessKey(organization, memberId, 'ci', { createdAt });
    recordKeyUse(organization, memberId, 'ci', id, { at: testNow, service: 's3' });
    const soon = new Date(testNow.getTime() + 899_000);
    recordKeyUse(organization, memberId, 'ci', id, {
      at: soon,
      service: 'ec2',
      region: 'eu-west-1',
    });
    const reply = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }));
    expect(reply.AccessKeyLastUsed).toEqual({
      LastUsedDate: testNow,
      Region: 'N/A',
      ServiceName: 's3',
    });
  });

  it('are replaced in their slot when rotated, and unknown when deleted', async () => {
    const { iam, organization } = await connect();
    const user = addUser(organization, memberId, { name: 'ci', createdAt });
    const old = addAccessKey(organization, memberId, 'ci', { createdAt });
    const other = addAccessKey(organization, memberId, 'ci', { createdAt });
    const fresh = rotateAccessKey(organization, memberId, 'ci', old.id, testNow);
    expect(user.keys.map(({ id }) => id)).toEqual([fresh.id, other.id]);
    deleteAccessKey(organization, memberId, 'ci', other.id);
    for (const { id } of [old, other]) {
      await expect(
        iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id })),
      ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
    }
  });
});

describe('the account', () => {
  it('sums itself up, with its alias', async () => {
    const { iam, organization } = await connect();
    const account = getAccount(organization, memberId);
    account.alias = 'payments';
    addUser(organization, memberId, { name: 'maria', createdAt, mfaActive: true });
    addAccessKey(organization, memberId, '<root_account>', { createdAt });
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).toMatchObject({
      Users: 1,
      UsersQuota: 5000,
      MFADevicesInUse: 1,
      AccountAccessKeysPresent: 1,
      AccountPasswordPresent: 0,
    });
    const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}));
    expect(AccountAliases).toEqual(['payments']);
  });

  it('is that of the hub with the hub’s own credentials', async () => {
    const simulator = await simulate();
    addUser(simulator.organization, '100000000001', { name: 'credsweep-hub', createdAt });
    const { iam } = connectClients(simulator);
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User?.Arn).toBe('arn:aws:iam::100000000001:user/credsweep-hub');
  });

  it('of another partition has that partition in its ARNs', async () => {
    const organization = createTestOrganization({ partition: 'aws-cn' });
    const simulator = await simulate({ organization });
    addUser(organization, '100000000001', { name: 'credsweep-hub', createdAt });
    const { iam } = connectClients(simulator);
    const { User } = await iam.send(new GetUserCommand({}));
    expect(User?.Arn).toMatch(/^arn:aws-cn:iam::/);
    expect(simulator.environment['AWS_REGION']).toBe('cn-northwest-1');
  });
});

async function connect() {
  const simulator = await simulate();
  const { iam } = await connectToAccount(simulator, memberId);
  return { iam, organization: simulator.organization };
}
