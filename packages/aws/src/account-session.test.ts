import { GetUserCommand, ListUsersCommand, type IAMClient } from '@aws-sdk/client-iam';
import {
  addAccessKey,
  addAccount,
  addRole,
  addUser,
  getAccount,
  getUser,
  removeRole,
  setAccountState,
} from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import { createAccountAccess } from './account-access.ts';
import { createAwsClients } from './aws-clients.ts';
import { createCallCounter } from './call-counter.ts';
import { createRoleSessionCache } from './role-session-cache.ts';
import { buildSessionPolicy } from './session-policy.ts';
import {
  connectHub,
  createTestOrganization,
  managementId,
  memberId,
  noAbort,
  openTestHub,
  startTestSimulator,
  testRole,
} from './testing/open-test-hub.ts';
import { startWireTap, writeQueryAnswer } from './testing/start-wire-tap.ts';

const createdAt = new Date('2024-02-03T04:05:06Z');

describe('opening an account', () => {
  it('asks nothing of AWS before the session is used', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    expect(session).toMatchObject({ accountId: memberId, live: true });
    expect(simulator.calls().total).toBe(0);
    expect(session.takeApiCalls()).toEqual({});
  });

  it('refuses what is not an account id', async () => {
    const { hub } = await openTestHub();
    expect(() => hub.openCredentialSource(testRole).openAccount('../x')).toThrow(
      'is not an account id',
    );
  });

  it('of the caller uses its own credentials and assumes no role', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(managementId);
    await session.fetchCredentialReport(noAbort);
    const reply = await session.fetchCredentialReport(noAbort);
    expect(reply).toMatchObject({
      state: 'ready',
      csv: expect.stringContaining(`arn:aws:iam::${managementId}:root`),
    });
    expect(session.takeApiCalls()).toEqual({
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    });
    expect(simulator.calls().byAction).toEqual({
      'sts:GetCallerIdentity': 1,
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    });
  });

  it('of a member costs one AssumeRole, one Generate and one Get when the report is there', async () => {
    const { simulator, hub } = await openTestHub();
    const source = hub.openCredentialSource(testRole);
    await source.openAccount(managementId).fetchCredentialReport(noAbort);
    const warmUp = connectHub(simulator).openCredentialSource(testRole).openAccount(memberId);
    await warmUp.fetchCredentialReport(noAbort);
    simulator.resetCalls();
    const session = source.openAccount(memberId);
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'ready' });
    const calls = {
      'sts:AssumeRole': 1,
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 1,
    };
    expect(simulator.calls().byAccount).toEqual({ [memberId]: calls });
    expect(session.takeApiCalls()).toEqual(calls);
    expect(session.takeApiCalls()).toEqual({});
  });

  it('assumes the role once, however many sessions of the account are used at a time', async () => {
    const { simulator, hub } = await openTestHub();
    const source = hub.openCredentialSource(testRole);
    const sessions = Array.from({ length: 5 }, () => source.openAccount(memberId));
    await Promise.all(sessions.map((session) => session.listAccessKeys('nobody', noAbort)));
    await hub
      .openCredentialSource(testRole)
      .openAccount(memberId)
      .listAccessKeys('nobody', noAbort);
    expect(simulator.calls().byAction).toMatchObject({
      'sts:AssumeRole': 1,
      'sts:GetCallerIdentity': 1,
    });
    const counted = sessions.map((session) => session.takeApiCalls());
    expect(counted.filter((calls) => calls['sts:AssumeRole'] === 1)).toHaveLength(1);
    expect(counted.every((calls) => calls['iam:ListAccessKeys'] === 1)).toBe(true);
  });

  it('does not share a session between roles or external ids', async () => {
    const organization = createTestOrganization();
    addRole(organization, memberId, {
      name: 'Reader',
      path: '/audit/',
      externalId: 'secret-handshake',
    });
    const { simulator, hub } = await openTestHub({ organization });
    await hub
      .openCredentialSource(testRole)
      .openAccount(memberId)
      .listAccessKeys('nobody', noAbort);
    const right = { ...testRole, roleName: 'audit/Reader', externalId: 'secret-handshake' };
    await hub.openCredentialSource(right).openAccount(memberId).listAccessKeys('nobody', noAbort);
    expect(simulator.calls().byAction['sts:AssumeRole']).toBe(2);
    const wrong = hub.openCredentialSource({ ...right, externalId: 'guess' }).openAccount(memberId);
    await expect(wrong.listAccessKeys('nobody', noAbort)).rejects.toMatchObject({
      code: 'role_missing_or_denied',
    });
  });

  it('refuses a session that turns out to be in another account', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'AssumeRole'
        ? writeQueryAnswer(
            action,
            '<AssumedRoleUser><Arn>arn:aws:sts::999999999999:assumed-role/x/y</Arn></AssumedRoleUser>',
          )
        : undefined,
    );
    const session = connectHub(simulator, { endpoint })
      .openCredentialSource(testRole)
      .openAccount(memberId);
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'aws_unexpected',
      message: expect.stringContaining(`which is not in account ${memberId}`),
    });
  });
});

describe('a role that cannot be assumed', () => {
  it.each([
    ['does not exist', (member: ReturnType<typeof getAccount>) => void (member.roles = [])],
    [
      'trusts somebody else',
      (member: ReturnType<typeof getAccount>) => void (member.roles[0]!.trusts = ['555555555555']),
    ],
    [
      'wants an external id',
      (member: ReturnType<typeof getAccount>) => void (member.roles[0]!.externalId = 'secret'),
    ],
    [
      'is denied by a service control policy',
      (member: ReturnType<typeof getAccount>) => void member.deniedActions.push('sts:AssumeRole'),
    ],
    [
      'is in a suspended account',
      (member: ReturnType<typeof getAccount>) => void (member.state = 'SUSPENDED'),
    ],
  ])('because it %s is told with the role and every usual cause', async (_cause, change) => {
    const organization = createTestOrganization();
    change(getAccount(organization, memberId));
    const { simulator, hub } = await openTestHub({ organization });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    const roleArn = `arn:aws:iam::${memberId}:role/OrganizationAccountAccessRole`;
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'role_missing_or_denied',
      retryable: false,
      message: expect.stringMatching(
        new RegExp(
          `${roleArn}.*does not exist.*trust policy.*external id.*service control policy.*suspended.*--role-name and --external-id`,
        ),
      ),
      details: {
        service: 'sts',
        action: 'AssumeRole',
        accountId: memberId,
        awsError: 'AccessDenied',
        httpStatus: 403,
      },
    });
    expect(session.takeApiCalls()).toEqual({ 'sts:AssumeRole': 1 });
    expect(simulator.calls().byAction['sts:AssumeRole']).toBe(1);
  });

  it('because STS is not active in the region is told as such', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).regionDisabled = true;
    const { hub } = await openTestHub({ organization });
    await expect(
      hub.openCredentialSource(testRole).openAccount(memberId).fetchCredentialReport(noAbort),
    ).rejects.toMatchObject({
      code: 'sts_region_disabled',
      message: expect.stringContaining('AWS_REGION'),
    });
  });

  it("because the caller's own credentials have expired is told as such", async () => {
    const { hub } = await openTestHub({
      faults: [{ action: 'sts:AssumeRole', kind: 'expired-credentials' }],
    });
    await expect(
      hub.openCredentialSource(testRole).openAccount(memberId).fetchCredentialReport(noAbort),
    ).rejects.toMatchObject({
      code: 'credentials_expired',
    });
  });

  it('is asked for again by the next use', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).roles = [];
    const { hub } = await openTestHub({ organization });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await expect(session.listAccessKeys('nobody', noAbort)).rejects.toMatchObject({
      code: 'role_missing_or_denied',
    });
    addRole(organization, memberId, { name: testRole.roleName });
    expect(await session.listAccessKeys('nobody', noAbort)).toEqual([]);
  });
});

describe('a session that ends before its time', () => {
  it('is replaced once, and the call succeeds', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    simulator.setFaults([
      { action: 'iam:GetCredentialReport', kind: 'expired-credentials', times: 1 },
    ]);
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'ready' });
    expect(session.takeApiCalls()).toEqual({
      'sts:AssumeRole': 2,
      'iam:GenerateCredentialReport': 1,
      'iam:GetCredentialReport': 2,
    });
  });

  it('twice in a row is an error that may be tried again later', async () => {
    const { hub } = await openTestHub({
      faults: [{ action: 'iam:*', kind: 'expired-credentials' }],
    });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'session_expired',
      retryable: true,
      message: expect.stringContaining(`account ${memberId}`),
    });
    expect(session.takeApiCalls()).toEqual({
      'sts:AssumeRole': 2,
      'iam:GenerateCredentialReport': 2,
    });
  });

  it('because its role was made anew is replaced too', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.listAccessKeys('nobody', noAbort);
    removeRole(simulator.organization, memberId, testRole.roleName);
    addRole(simulator.organization, memberId, { name: testRole.roleName, createdAt });
    expect(await session.listAccessKeys('nobody', noAbort)).toEqual([]);
    expect(session.takeApiCalls()['sts:AssumeRole']).toBe(2);
  });

  it("does not hide that the caller's own credentials have expired", async () => {
    const { hub } = await openTestHub({
      faults: [{ action: 'iam:*', kind: 'expired-credentials' }],
    });
    const session = hub.openCredentialSource(testRole).openAccount(managementId);
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'credentials_expired',
    });
    expect(session.takeApiCalls()).toEqual({ 'iam:GenerateCredentialReport': 1 });
  });
});

describe('a session', () => {
  it('may do nothing but the read actions, although its role may do everything', async () => {
    const access = await openAccess();
    const sends: ((iam: IAMClient) => Promise<unknown>)[] = [
      (iam) => iam.send(new ListUsersCommand({})),
      (iam) => iam.send(new GetUserCommand({ UserName: 'maria' })),
    ];
    for (const send of sends) {
      await expect(access.callIam('iam:ListAccessKeys', noAbort, send)).rejects.toMatchObject({
        code: 'access_denied',
        message: expect.stringContaining('because no session policy allows'),
      });
    }
  });

  it('names the action, the account and the role when an action is denied', async () => {
    const organization = createTestOrganization();
    getAccount(organization, memberId).roles[0]!.allowedActions = ['iam:GenerateCredentialReport'];
    const { hub } = await openTestHub({ organization });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'access_denied',
      message: expect.stringMatching(
        new RegExp(
          `role/OrganizationAccountAccessRole may not call iam:GetCredentialReport in account ${memberId}.*Allow "iam:GetCredentialReport" on resource`,
        ),
      ),
      details: { service: 'iam', action: 'GetCredentialReport', accountId: memberId },
    });
  });

  it('of one account never shows the users of another, however they interleave', async () => {
    const organization = createTestOrganization();
    const accountIds = Array.from({ length: 12 }, (_, index) => String(300000000000 + index));
    for (const accountId of accountIds) {
      addAccount(organization, { id: accountId });
      addUser(organization, accountId, { name: 'same-name', createdAt });
      addAccessKey(organization, accountId, 'same-name', { createdAt });
    }
    const { simulator, hub } = await openTestHub({
      organization,
      latency: { '*': { minMs: 0, maxMs: 15 } },
    });
    const source = hub.openCredentialSource(testRole);
    await Promise.all(
      accountIds.map(async (accountId) => {
        const session = source.openAccount(accountId);
        await session.fetchCredentialReport(noAbort);
        const reply = await session.fetchCredentialReport(noAbort);
        const csv = reply.state === 'ready' ? reply.csv : '';
        const accounts = new Set([...csv.matchAll(/arn:aws:iam::(\d{12}):/g)].map(([, id]) => id));
        expect([...accounts]).toEqual([accountId]);
        const [key] = await session.listAccessKeys('same-name', noAbort);
        expect(key?.accessKeyId).toBe(getUser(organization, accountId, 'same-name').keys[0]?.id);
        expect(session.takeApiCalls()).toEqual(simulator.calls().byAccount[accountId]);
      }),
    );
  });

  it('lists keys page by page; whatever is not active counts as inactive', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action, body) => {
      if (action !== 'ListAccessKeys') return undefined;
      const page = new URLSearchParams(body).get('Marker') === 'next' ? 2 : 1;
      const statuses = page === 1 ? ['Active', 'Inactive'] : ['Expired'];
      const members = statuses.map(
        (status) =>
          `<member><UserName>ci</UserName><AccessKeyId>AKIA${status}</AccessKeyId><Status>${status}</Status><CreateDate>2024-02-03T04:05:06Z</CreateDate></member>`,
      );
      const paging =
        page === 1
          ? '<IsTruncated>true</IsTruncated><Marker>next</Marker>'
          : '<IsTruncated>false</IsTruncated>';
      return writeQueryAnswer(
        action,
        `<AccessKeyMetadata>${members.join('')}</AccessKeyMetadata>${paging}`,
      );
    });
    const session = connectHub(simulator, { endpoint })
      .openCredentialSource(testRole)
      .openAccount(memberId);
    expect(await session.listAccessKeys('ci', noAbort)).toEqual([
      { accessKeyId: 'AKIAActive', status: 'Active', createdAt },
      { accessKeyId: 'AKIAInactive', status: 'Inactive', createdAt },
      { accessKeyId: 'AKIAExpired', status: 'Inactive', createdAt },
    ]);
    expect(session.takeApiCalls()['iam:ListAccessKeys']).toBe(2);
  });

  it('finds no keys of a user that was deleted', async () => {
    const { hub } = await openTestHub();
    expect(
      await hub
        .openCredentialSource(testRole)
        .openAccount(memberId)
        .listAccessKeys('gone', noAbort),
    ).toEqual([]);
  });

  it('tells the last use of a key, of a key never used, and of a key that is gone', async () => {
    const organization = createTestOrganization();
    addUser(organization, memberId, { name: 'ci', createdAt });
    const at = new Date('2026-10-11T12:13:00Z');
    const regional = addAccessKey(organization, memberId, 'ci', {
      createdAt,
      lastUsed: { at, region: 'eu-north-1', service: 'ec2' },
    });
    const global = addAccessKey(organization, memberId, 'ci', {
      createdAt: new Date(0),
      lastUsed: { at, service: 's3' },
    });
    const unused = addAccessKey(organization, memberId, 'ci', { createdAt: new Date(1_000) });
    const { hub } = await openTestHub({ organization });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    expect(await session.getAccessKeyLastUsed(regional.id, noAbort)).toEqual({
      lastUsedAt: at,
      region: 'eu-north-1',
      service: 'ec2',
    });
    expect(await session.getAccessKeyLastUsed(global.id, noAbort)).toEqual({
      lastUsedAt: at,
      region: null,
      service: 's3',
    });
    expect(await session.getAccessKeyLastUsed(unused.id, noAbort)).toEqual({
      lastUsedAt: null,
      region: null,
      service: null,
    });
    expect(await session.getAccessKeyLastUsed('AKIAIOSFODNN7EXAMPLE', noAbort)).toBeNull();
  });

  it('does not take a denied question after the last use for a key that is gone', async () => {
    const { hub } = await openTestHub({
      faults: [{ action: 'iam:GetAccessKeyLastUsed', kind: 'access-denied' }],
    });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await expect(
      session.getAccessKeyLastUsed('AKIAIOSFODNN7EXAMPLE', noAbort),
    ).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('of a suspended account that was entered before keeps its session', async () => {
    const { simulator, hub } = await openTestHub();
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.listAccessKeys('nobody', noAbort);
    setAccountState(simulator.organization, memberId, 'SUSPENDED');
    expect(await session.listAccessKeys('nobody', noAbort)).toEqual([]);
  });
});

describe('the session policy', () => {
  it('has room to spare in the 2,048 characters that STS allows', () => {
    expect(buildSessionPolicy().length).toBeLessThan(400);
    expect(JSON.parse(buildSessionPolicy()).Statement[0].Action).toEqual([
      'iam:GenerateCredentialReport',
      'iam:GetCredentialReport',
      'iam:ListAccessKeys',
      'iam:GetAccessKeyLastUsed',
    ]);
  });

  it('has the tags of users only where they are asked for', () => {
    expect(buildSessionPolicy()).not.toContain('Tags');
    expect(buildSessionPolicy({ readsUserTags: true })).toBe(
      buildSessionPolicy().replace(
        '"iam:GetAccessKeyLastUsed"',
        '"iam:GetAccessKeyLastUsed","iam:ListUserTags"',
      ),
    );
  });
});

async function openAccess() {
  const { simulator, hub } = await openTestHub();
  const { endpoint, credentials } = simulator;
  const clients = createAwsClients({ endpoint, credentials, region: 'us-east-1' });
  const parts = {
    clients,
    identifyCaller: () => hub.identifyCaller(),
    sessions: createRoleSessionCache(Date.now),
    endpoint,
    closing: noAbort,
    ...testRole,
  };
  return createAccountAccess(parts, memberId, createCallCounter());
}
