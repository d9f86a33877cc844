import { GetCredentialReportCommand, IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { ListAccountsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from './start-simulator.ts';
import { connectClients, connectToAccount, openSession } from './testing/connect-clients.ts';
import { createTestOrganization, memberId, simulate } from './testing/simulate.ts';
import { getAccount } from './world/edit-accounts.ts';
import type { FaultKind } from './wire/faults.ts';
import { publishedRateLimits } from './wire/rate-limits.ts';

describe('faults', () => {
  it.each([
    ['throttle', 'Throttling', 400, 'TooManyRequestsException', 400],
    ['service-failure', 'ServiceFailureException', 500, 'ServiceException', 500],
    ['internal-error', 'InternalFailure', 500, 'InternalFailure', 500],
    ['service-unavailable', 'ServiceUnavailable', 503, 'ServiceUnavailable', 503],
    ['access-denied', 'AccessDenied', 403, 'AccessDeniedException', 400],
    ['limit-exceeded', 'LimitExceededException', 409, 'ConstraintViolationException', 400],
    ['expired-credentials', 'ExpiredToken', 403, 'ExpiredTokenException', 400],
  ] satisfies [FaultKind, string, number, string, number][])(
    'of kind %s are %s in IAM',
    async (kind, iamName, iamStatus, organizationsName, organizationsStatus) => {
      const { iam, organizations } = connectClients(await simulate({ faults: [{ kind }] }));
      await expect(iam.send(new ListUsersCommand({}))).rejects.toMatchObject({
        name: iamName,
        $metadata: { httpStatusCode: iamStatus },
      });
      await expect(organizations.send(new ListAccountsCommand({}))).rejects.toMatchObject({
        name: organizationsName,
        $metadata: { httpStatusCode: organizationsStatus },
      });
    },
  );

  it.each(['drop-connection', 'truncated-response'] as const)(
    'of kind %s break the connection, and the SDK tries again',
    async (kind) => {
      const simulator = await simulate({ faults: [{ kind, times: 1 }] });
      const { iam } = connectClients(simulator);
      await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow();
      await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
      expect(simulator.calls()).toMatchObject({
        total: 2,
        faulted: 1,
        byOutcome: { ok: 1, 'no-response': 1 },
      });
    },
  );

  it('strike the first calls of one action in one account only', async () => {
    const simulator = await simulate({
      faults: [{ kind: 'throttle', action: 'iam:*', accountId: memberId, times: 2 }],
    });
    const hub = connectClients(simulator);
    const member = await connectToAccount(simulator, memberId);
    await expect(hub.iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    await expect(member.iam.send(new ListUsersCommand({}))).rejects.toThrow('Rate exceeded');
    await expect(member.iam.send(new ListUsersCommand({}))).rejects.toThrow('Rate exceeded');
    await expect(member.iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
    expect(simulator.calls()).toMatchObject({ throttled: 2, faulted: 2 });
  });

  it('of AssumeRole are aimed at the account of the role', async () => {
    const simulator = await simulate({
      faults: [{ kind: 'access-denied', action: 'sts:AssumeRole', accountId: memberId }],
    });
    await expect(openSession(simulator, memberId)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('are the same for the same seed, and can be changed at run time', async () => {
    const strikes = async (seed: number): Promise<string> => {
      const simulator = await simulate({ seed, faults: [{ kind: 'throttle', probability: 0.5 }] });
      const { sts } = connectClients(simulator);
      let pattern = '';
      for (let call = 0; call < 20; call += 1) {
        pattern += await sts.send(new GetCallerIdentityCommand({})).then(
          () => '.',
          () => 'x',
        );
      }
      simulator.setFaults([]);
      await sts.send(new GetCallerIdentityCommand({}));
      return pattern;
    };
    const pattern = await strikes(7);
    expect(pattern).toContain('x');
    expect(pattern).toContain('.');
    expect(await strikes(7)).toBe(pattern);
    expect(await strikes(8)).not.toBe(pattern);
  });
});

describe('latency', () => {
  it('delays the actions it is planned for', async () => {
    const { sts, iam } = connectClients(
      await simulate({ latency: { 'sts:*': { minMs: 60, maxMs: 80 } } }),
    );
    await iam.send(new ListUsersCommand({}));
    const start = performance.now();
    await sts.send(new GetCallerIdentityCommand({}));
    expect(performance.now() - start).toBeGreaterThanOrEqual(58);
  });
});

describe('rate limits', () => {
  it('let the burst pass and throttle what follows', async () => {
    const simulator = await simulate({ rateLimits: publishedRateLimits });
    const { organizations } = connectClients(simulator);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => organizations.send(new ListAccountsCommand({}))),
    );
    const throttled = outcomes.filter(({ status }) => status === 'rejected');
    expect(throttled.length).toBeGreaterThanOrEqual(6);
    expect(throttled[0]).toMatchObject({ reason: { name: 'TooManyRequestsException' } });
    expect(simulator.calls().throttled).toBe(throttled.length);
  });

  it('are outlived by the SDK’s own retries', async () => {
    const simulator = await simulate({
      rateLimits: { 'organizations:*': { ratePerSecond: 20, burst: 1 } },
    });
    const { endpoint, credentials } = simulator;
    const client = new OrganizationsClient({
      endpoint,
      credentials,
      region: 'us-east-1',
      maxAttempts: 8,
    });
    const replies = Promise.all([1, 2, 3].map(() => client.send(new ListAccountsCommand({}))));
    await expect(replies).resolves.toHaveLength(3);
  });
});

describe('counts', () => {
  it('tell every request by action, account and outcome', async () => {
    const simulator = await simulate();
    const { iam } = await connectToAccount(simulator, memberId);
    await iam.send(new ListUsersCommand({}));
    await expect(iam.send(new GetCredentialReportCommand({}))).rejects.toThrow();
    await fetch(simulator.endpoint);
    expect(simulator.calls()).toEqual({
      total: 4,
      byAction: {
        'sts:AssumeRole': 1,
        'iam:ListUsers': 1,
        'iam:GetCredentialReport': 1,
        unknown: 1,
      },
      byAccount: {
        [memberId]: { 'sts:AssumeRole': 1, 'iam:ListUsers': 1, 'iam:GetCredentialReport': 1 },
      },
      byOutcome: { ok: 2, ReportNotPresent: 1, MissingAction: 1 },
      throttled: 0,
      faulted: 0,
    });
    simulator.resetCalls();
    expect(simulator.calls().total).toBe(0);
  });
});

describe('a simulator', () => {
  it('refuses a body over one megabyte', async () => {
    const { endpoint } = await simulate();
    const reply = await fetch(endpoint, { method: 'POST', body: 'x'.repeat(1_048_577) });
    expect(reply.status).toBe(413);
  });

  it('answers an unknown operation with the error of its protocol', async () => {
    const { endpoint } = await simulate();
    const reply = await fetch(endpoint, { method: 'POST', body: 'Action=Fly&Version=2030-01-01' });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain('<Code>InvalidAction</Code>');
    const json = await fetch(endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: '{}',
    });
    expect(await json.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('tells a mistake in the world to the caller, and lives on', async () => {
    const simulator = await simulate();
    getAccount(simulator.organization, memberId).ouPath = ['Nowhere'];
    const { iam, organizations } = connectClients(simulator);
    await expect(organizations.send(new ListAccountsCommand({}))).rejects.toThrow(
      'There is no organizational unit Nowhere.',
    );
    await expect(iam.send(new ListUsersCommand({}))).resolves.toBeDefined();
  });

  it('ends calls in progress when it closes, and can be closed twice', async () => {
    const simulator = await startSimulator({
      organization: createTestOrganization(),
      faults: [{ kind: 'slow', delayMs: 60_000 }],
    });
    const { iam } = connectClients(simulator);
    const call = iam.send(new ListUsersCommand({})).catch((error: unknown) => error);
    await expect.poll(() => simulator.calls().faulted).toBe(1);
    await simulator.close();
    await simulator.close();
    expect(await call).toBeInstanceOf(Error);
    await expect(fetch(simulator.endpoint)).rejects.toThrow();
  });

  it('serves SDK clients that know only its environment', async () => {
    const simulator = await simulate();
    for (const [name, value] of Object.entries(simulator.environment)) vi.stubEnv(name, value);
    const client = new IAMClient({});
    await expect(client.send(new ListUsersCommand({}))).resolves.toBeDefined();
    vi.unstubAllEnvs();
  });
});
