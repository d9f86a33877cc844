import { ListUsersCommand } from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { connectClients, openSession } from '../testing/connect-clients.ts';
import { createTestOrganization, memberId, simulate, testNow } from '../testing/simulate.ts';

describe('signing', () => {
  it('knows the hub by its signature', async () => {
    const simulator = await simulate();
    const { sts } = connectClients(simulator);
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toBe('arn:aws:iam::100000000001:user/credsweep-hub');
    expect(identity.Account).toBe('100000000001');
  });

  it('shows a hub that is itself a session as an assumed role', async () => {
    const organization = createTestOrganization({ hub: { kind: 'role-session', name: 'scanner' } });
    const simulator = await simulate({ organization });
    const { sts } = connectClients(simulator);
    const identity = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity.Arn).toMatch(/^arn:aws:sts::100000000001:assumed-role\/scanner\//);
    expect(simulator.environment).toHaveProperty('AWS_SESSION_TOKEN');
  });

  it('refuses a wrong secret in the words of each protocol', async () => {
    const simulator = await simulate();
    const credentials = { ...simulator.credentials, secretAccessKey: 'wrong' };
    const { iam, organizations } = connectClients(simulator, credentials);
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(organizations.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses an unknown key id in the words of each protocol', async () => {
    const simulator = await simulate();
    const credentials = { ...simulator.credentials, accessKeyId: 'AKIAUNKNOWNUNKNOWN22' };
    const { iam, organizations } = connectClients(simulator, credentials);
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(organizations.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses a session without its own token', async () => {
    const simulator = await simulate();
    const one = await openSession(simulator, memberId);
    const other = await openSession(simulator, memberId);
    const { accessKeyId, secretAccessKey } = one;
    for (const credentials of [
      { accessKeyId, secretAccessKey },
      { ...one, sessionToken: other.sessionToken! },
    ]) {
      const { iam } = connectClients(simulator, credentials);
      await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
        name: 'InvalidClientTokenId',
      });
    }
  });

  it('refuses an expired session in the words of each protocol', async () => {
    let now = testNow;
    const simulator = await simulate({ now: () => now });
    const credentials = await openSession(simulator, memberId, { DurationSeconds: 900 });
    const { iam, organizations } = connectClients(simulator, credentials);
    await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    now = new Date(testNow.getTime() + 900_000);
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'ExpiredToken',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(organizations.send(new DescribeOrganizationCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('refuses a body that was changed after signing', async () => {
    const simulator = await simulate();
    const { iam } = connectClients(simulator);
    iam.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { body: string };
        request.body = request.body.replace('ListUsers', 'ListRoles');
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'tamper' },
    );
    await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    });
  });
});
