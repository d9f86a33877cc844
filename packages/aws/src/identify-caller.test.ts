import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
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
import { startWireTap, writeQueryAnswer, writeQueryError } from './testing/start-wire-tap.ts';

describe('the caller', () => {
  it('is identified once, however often and however many at a time ask', async () => {
    const { simulator, hub } = await openTestHub();
    const callers = await Promise.all([hub.identifyCaller(), hub.identifyCaller()]);
    callers.push(await hub.identifyCaller());
    for (const caller of callers) {
      expect(caller).toEqual({
        accountId: managementId,
        arn: `arn:aws:iam::${managementId}:user/credsweep-hub`,
        partition: 'aws',
      });
    }
    expect(simulator.calls().byAction).toEqual({ 'sts:GetCallerIdentity': 1 });
    expect(hub.directory.takeApiCalls()).toEqual({ 'sts:GetCallerIdentity': 1 });
  });

  it('is asked for again after a failure', async () => {
    const { simulator, hub } = await openTestHub({
      faults: [{ action: 'sts:GetCallerIdentity', kind: 'expired-credentials' }],
    });
    await expect(hub.identifyCaller()).rejects.toMatchObject({ code: 'credentials_expired' });
    simulator.setFaults([]);
    expect(await hub.identifyCaller()).toMatchObject({ accountId: managementId });
  });

  it.each([
    ['aws', 'us-east-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-cn', 'cn-northwest-1'],
    ['aws-eusc', 'eusc-de-east-1'],
  ] as const)('of partition %s assumes roles of that partition', async (partition, region) => {
    const { hub } = await openTestHub(
      { organization: createTestOrganization({ partition }) },
      { region },
    );
    expect(await hub.identifyCaller()).toMatchObject({ partition });
    expect(await hub.directory.describeOrganization()).toMatchObject({ kind: 'organization' });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    await session.fetchCredentialReport(noAbort);
    const reply = await session.fetchCredentialReport(noAbort);
    expect(reply).toMatchObject({
      state: 'ready',
      csv: expect.stringContaining(`arn:${partition}:iam::${memberId}:root`),
    });
  });

  it('may itself be a role session', async () => {
    const organization = createTestOrganization({ hub: { kind: 'role-session', name: 'scanner' } });
    const { hub } = await openTestHub({ organization });
    expect(await hub.identifyCaller()).toMatchObject({ accountId: managementId, partition: 'aws' });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'generating' });
  });

  it('that is not the ARN of anybody is an error', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      writeQueryAnswer(action, '<Arn>nobody</Arn>'),
    );
    await expect(connectHub(simulator, { endpoint }).identifyCaller()).rejects.toMatchObject({
      code: 'aws_unexpected',
    });
  });
});

describe("the caller's credentials", () => {
  it('that do not exist are named as the cause, with what to do', async () => {
    const simulator = await startTestSimulator();
    const hub = connectHub(simulator, {
      credentials: () =>
        refuse('CredentialsProviderError', 'Could not load credentials from any providers'),
    });
    await expect(hub.identifyCaller()).rejects.toMatchObject({
      code: 'credentials_invalid',
      retryable: false,
      message: expect.stringMatching(
        /^No AWS credentials were found\. Sign in with "aws sso login", set AWS_PROFILE/,
      ),
    });
    expect(simulator.calls().total).toBe(0);
    expect(hub.directory.takeApiCalls()).toEqual({});
  });

  it.each([
    [
      'CredentialsProviderError',
      'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login.',
    ],
    [
      'TokenProviderError',
      "Token is expired. To refresh this SSO session run 'aws sso login' with the corresponding profile.",
    ],
  ])('that a provider calls expired (%s) are expired', async (name, message) => {
    const simulator = await startTestSimulator();
    const hub = connectHub(simulator, { credentials: () => refuse(name, message) });
    await expect(hub.identifyCaller()).rejects.toMatchObject({
      code: 'credentials_expired',
      message: expect.stringContaining('aws sso login'),
    });
  });

  it('whose role may not be assumed are invalid, not a denial of GetCallerIdentity', async () => {
    const simulator = await startTestSimulator();
    const hub = connectHub(simulator, {
      credentials: () =>
        refuse('AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole'),
    });
    await expect(hub.identifyCaller()).rejects.toMatchObject({
      code: 'credentials_invalid',
      message: expect.stringContaining('role_arn, source_profile'),
    });
  });

  it('that AWS does not know are invalid', async () => {
    const simulator = await startTestSimulator();
    const hub = connectHub(simulator, {
      credentials: {
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      },
    });
    await expect(hub.directory.describeOrganization()).rejects.toMatchObject({
      code: 'credentials_invalid',
      message: expect.stringContaining('InvalidClientTokenId'),
      details: {
        service: 'sts',
        action: 'GetCallerIdentity',
        awsError: 'InvalidClientTokenId',
        httpStatus: 403,
      },
    });
  });

  it('with a wrong secret are invalid, and no part of the request is repeated', async () => {
    const simulator = await startTestSimulator();
    const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const { endpoint } = await startWireTap(simulator, () =>
      writeQueryError(
        403,
        'SignatureDoesNotMatch',
        'The Canonical String for this request should have been x-amz-security-token:FwoGZXIvYXdzEBYaDtoken',
      ),
    );
    const hub = connectHub(simulator, {
      endpoint,
      credentials: { ...simulator.credentials, secretAccessKey },
    });
    const error: unknown = await hub.identifyCaller().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'credentials_invalid',
      message: expect.stringContaining('SignatureDoesNotMatch'),
    });
    expect(describeAll(error)).not.toContain('FwoGZXIvYXdzEBYaDtoken');
    expect(describeAll(error)).not.toContain(secretAccessKey);
  });

  it.each([
    ['sts', 'UnrecognizedClientException', 'credentials_invalid'],
    ['sts', 'AuthFailure', 'credentials_invalid'],
    ['sts', 'MissingAuthenticationToken', 'credentials_invalid'],
    ['sts', 'RequestExpired', 'credentials_invalid'],
    ['sts', 'ExpiredToken', 'credentials_expired'],
    ['sts', 'ExpiredTokenException', 'credentials_expired'],
    ['sts', 'SomethingNew', 'aws_unexpected'],
  ])('refused by %s as %s are told as %s', async (_service, name, code) => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, () => writeQueryError(403, name));
    await expect(connectHub(simulator, { endpoint }).identifyCaller()).rejects.toMatchObject({
      code,
      details: { awsError: name },
    });
  });

  it.each([
    ['UnrecognizedClientException', 'credentials_invalid'],
    ['ExpiredTokenException', 'credentials_expired'],
  ])('refused by Organizations as %s are told as %s', async (name, code) => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'DescribeOrganization'
        ? { status: 400, body: JSON.stringify({ __type: name, Message: 'no' }) }
        : undefined,
    );
    await expect(
      connectHub(simulator, { endpoint }).directory.describeOrganization(),
    ).rejects.toMatchObject({ code });
  });
});

async function refuse(name: string, message: string): Promise<never> {
  throw Object.assign(new Error(message), { name });
}

function describeAll(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const facts = inspect(error, { depth: 10, showHidden: true });
  return `${facts}\n${inspect(cause, { depth: 10, showHidden: true })}\n${JSON.stringify([error, cause])}`;
}
