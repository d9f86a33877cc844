import { ListUsersCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { connectClients, connectToAccount, openSession } from '../testing/connect-clients.ts';
import { createTestOrganization, memberId, simulate, testNow } from '../testing/simulate.ts';
import { addRole, getAccount, removeRole, setAccountState } from '../world/edit-accounts.ts';

const roleArn = `arn:aws:iam::${memberId}:role/OrganizationAccountAccessRole`;

describe('AssumeRole', () => {
  it('opens a session in the account of the role', async () => {
    const simulator = await simulate();
    const { sts } = connectClients(simulator);
    const reply = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'scan', DurationSeconds: 900 }),
    );
    expect(reply.Credentials?.Expiration).toEqual(new Date(testNow.getTime() + 900_000));
    expect(reply.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(reply.AssumedRoleUser?.Arn).toBe(
      `arn:aws:sts::${memberId}:assumed-role/OrganizationAccountAccessRole/scan`,
    );

    const member = await connectToAccount(simulator, memberId);
    const identity = await member.sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Account).toBe(memberId);
  });

  it.each([
    ['there is no such account', 'arn:aws:iam::999999999999:role/Reader', () => undefined],
    ['there is no such role', `arn:aws:iam::${memberId}:role/Reader`, () => undefined],
    [
      'the role trusts somebody else',
      roleArn,
      (member) => {
        for (const role of member.roles) role.trusts = ['arn:aws:iam::100000000001:role/other'];
      },
    ],
    [
      'the external id is missing',
      roleArn,
      (member) => {
        for (const role of member.roles) role.externalId = 'secret-handshake';
      },
    ],
    [
      'the account is suspended',
      roleArn,
      (member) => {
        member.state = 'SUSPENDED';
      },
    ],
    [
      'the account is closed',
      roleArn,
      (member) => {
        member.state = 'CLOSED';
      },
    ],
  ] satisfies [string, string, (member: ReturnType<typeof getAccount>) => void][])(
    'is denied in the same words when %s',
    async (_cause, arn, change) => {
      const simulator = await simulate();
      change(getAccount(simulator.organization, memberId));
      const { sts } = connectClients(simulator);
      await expect(
        sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'scan' })),
      ).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::100000000001:user/credsweep-hub is not authorized to perform: sts:AssumeRole on resource: ${arn}`,
        $metadata: { httpStatusCode: 403 },
      });
    },
  );

  it('opens a session with the right external id', async () => {
    const simulator = await simulate();
    addRole(simulator.organization, memberId, { name: 'Reader', externalId: 'secret-handshake' });
    await expect(
      openSession(simulator, memberId, {
        RoleArn: `arn:aws:iam::${memberId}:role/Reader`,
        ExternalId: 'secret-handshake',
      }),
    ).resolves.toHaveProperty('sessionToken');
  });

  it.each([
    ['a duration under 900 seconds', { DurationSeconds: 899 }, 'ValidationError'],
    ['a duration over twelve hours', { DurationSeconds: 43_201 }, 'ValidationError'],
    ['a duration over the maximum of the role', { DurationSeconds: 3_601 }, 'ValidationError'],
    ['a session name with a space', { RoleSessionName: 'my scan' }, 'ValidationError'],
    ['a policy over 2,048 characters', { Policy: ' '.repeat(2_049) }, 'ValidationError'],
    ['a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException'],
    ['a policy without statements', { Policy: '{}' }, 'MalformedPolicyDocumentException'],
  ])('refuses %s', async (_what, input, name) => {
    const simulator = await simulate();
    await expect(openSession(simulator, memberId, input)).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('limits a chained session to one hour, whatever the role allows', async () => {
    const organization = createTestOrganization({ hub: { kind: 'role-session' } });
    addRole(organization, memberId, { name: 'Long', maxSessionSeconds: 43_200 });
    const simulator = await simulate({ organization });
    const RoleArn = `arn:aws:iam::${memberId}:role/Long`;
    await expect(
      openSession(simulator, memberId, { RoleArn, DurationSeconds: 3_601 }),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('chaining'),
    });
    await expect(
      openSession(simulator, memberId, { RoleArn, DurationSeconds: 3_600 }),
    ).resolves.toHaveProperty('sessionToken');
  });

  it('answers RegionDisabledException where STS is not active', async () => {
    const simulator = await simulate();
    getAccount(simulator.organization, memberId).regionDisabled = true;
    await expect(openSession(simulator, memberId)).rejects.toMatchObject({
      name: 'RegionDisabledException',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('narrows the session by the inline policy', async () => {
    const simulator = await simulate();
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['iam:Get*'], Resource: '*' }],
    });
    const { iam, sts } = await connectToAccount(simulator, memberId, { Policy });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        `User: arn:aws:sts::${memberId}:assumed-role/OrganizationAccountAccessRole/credsweep ` +
        `is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${memberId}:user/ ` +
        'because no session policy allows the iam:ListUsers action',
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();
  });

  it('does not let a session policy widen the role', async () => {
    const simulator = await simulate();
    getAccount(simulator.organization, memberId).roles[0]!.allowedActions = ['iam:Get*'];
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
    });
    const { iam } = await connectToAccount(simulator, memberId, { Policy });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow(
      'because no identity-based policy allows the iam:ListUsers action',
    );
  });

  it('names the service control policy that denies an action', async () => {
    const simulator = await simulate();
    getAccount(simulator.organization, memberId).deniedActions = ['iam:*'];
    const { iam } = await connectToAccount(simulator, memberId);
    await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow(
      'with an explicit deny in a service control policy',
    );
  });

  it('kills the sessions of a removed role', async () => {
    const simulator = await simulate();
    const { iam } = await connectToAccount(simulator, memberId);
    removeRole(simulator.organization, memberId, 'OrganizationAccountAccessRole');
    addRole(simulator.organization, memberId, {
      name: 'OrganizationAccountAccessRole',
      createdAt: testNow,
    });
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it('still works while an account is being closed', async () => {
    const simulator = await simulate();
    setAccountState(simulator.organization, memberId, 'PENDING_CLOSURE');
    await expect(openSession(simulator, memberId)).resolves.toHaveProperty('sessionToken');
  });
});
