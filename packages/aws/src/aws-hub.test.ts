import { getEventListeners } from 'node:events';
import { addAccount } from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import { createAwsClients } from './aws-clients.ts';
import {
  connectHub,
  createTestOrganization,
  listAllAccounts,
  memberId,
  noAbort,
  openTestHub,
  testRole,
} from './testing/open-test-hub.ts';

describe('an aborted call', () => {
  it.each([
    ['while the account is entered', 'sts:AssumeRole'],
    ['while IAM is asked', 'iam:GenerateCredentialReport'],
    ['while the caller is identified', 'sts:GetCallerIdentity'],
  ])(
    '%s rejects at once with the reason of the signal',
    { timeout: 30_000 },
    async (_when, action) => {
      const { hub } = await openTestHub({ faults: [{ action, kind: 'slow', delayMs: 60_000 }] });
      const controller = new AbortController();
      const reason = new Error('the job was handed back');
      const session = hub.openCredentialSource(testRole).openAccount(memberId);
      const startedAt = performance.now();
      setTimeout(() => controller.abort(reason), 50);
      await expect(session.fetchCredentialReport(controller.signal)).rejects.toBe(reason);
      expect(performance.now() - startedAt).toBeLessThan(20_000);
      expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    },
  );

  it('in the wait between two attempts rejects at once', async () => {
    const { simulator, hub } = await openTestHub({
      faults: [{ action: 'iam:*', kind: 'throttle' }],
    });
    const controller = new AbortController();
    const reason = new Error('the worker stops');
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    const outcome = Promise.allSettled([session.fetchCredentialReport(controller.signal)]);
    await expect.poll(() => simulator.calls().throttled).toBe(1);
    controller.abort(reason);
    expect(await outcome).toEqual([{ status: 'rejected', reason }]);
    expect(simulator.calls().throttled).toBe(1);
  });

  it('makes no request when the signal was aborted before', async () => {
    const { simulator, hub } = await openTestHub();
    const reason = new Error('too late');
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    const signal = AbortSignal.abort(reason);
    await expect(session.fetchCredentialReport(signal)).rejects.toBe(reason);
    await expect(session.listAccessKeys('ci', signal)).rejects.toBe(reason);
    await expect(session.getAccessKeyLastUsed('AKIAIOSFODNN7EXAMPLE', signal)).rejects.toBe(reason);
    await expect(hub.directory.listAccounts(signal)[Symbol.asyncIterator]().next()).rejects.toBe(
      reason,
    );
    expect(simulator.calls().total).toBe(0);
  });

  it('does not take the session away from another who waits for it', async () => {
    const { simulator, hub } = await openTestHub({
      faults: [{ action: 'sts:AssumeRole', kind: 'slow', delayMs: 200 }],
    });
    const source = hub.openCredentialSource(testRole);
    const controller = new AbortController();
    const reason = new Error('only this one stops');
    const first = Promise.allSettled([
      source.openAccount(memberId).listAccessKeys('ci', controller.signal),
    ]);
    const second = source.openAccount(memberId).listAccessKeys('ci', noAbort);
    await expect.poll(() => simulator.calls().byAction['sts:AssumeRole']).toBe(1);
    controller.abort(reason);
    expect(await first).toEqual([{ status: 'rejected', reason }]);
    expect(await second).toEqual([]);
    expect(simulator.calls().byAction['sts:AssumeRole']).toBe(1);
  });
});

describe('a hub', () => {
  it('asks nothing of AWS when it is made', async () => {
    const { simulator } = await openTestHub();
    expect(simulator.calls().total).toBe(0);
  });

  it('leaves no socket open after it is closed', async () => {
    const organization = createTestOrganization();
    const accountIds = Array.from({ length: 30 }, (_, index) => String(300000000000 + index));
    for (const id of accountIds) addAccount(organization, { id });
    const { hub } = await openTestHub({ organization, latency: { minMs: 5, maxMs: 10 } });
    const before = countSockets();
    const source = hub.openCredentialSource(testRole);
    await Promise.all(
      accountIds.map((accountId) => source.openAccount(accountId).fetchCredentialReport(noAbort)),
    );
    await listAllAccounts(hub);
    expect(countSockets()).toBeGreaterThan(before);
    hub.close();
    await expect.poll(countSockets).toBeLessThanOrEqual(before);
  });

  it('ends the calls in progress when it is closed, and makes no more', async () => {
    const { simulator, hub } = await openTestHub({
      faults: [{ action: 'iam:*', kind: 'slow', delayMs: 60_000 }],
    });
    const session = hub.openCredentialSource(testRole).openAccount(memberId);
    const outcome = Promise.allSettled([session.fetchCredentialReport(noAbort)]);
    await expect.poll(() => simulator.calls().byAction['iam:GenerateCredentialReport']).toBe(1);
    hub.close();
    const reason = expect.objectContaining({
      message: expect.stringContaining('The connection to AWS was closed'),
    });
    expect(await outcome).toEqual([{ status: 'rejected', reason }]);
    const { total } = simulator.calls();
    await expect(session.fetchCredentialReport(noAbort)).rejects.toThrow(
      'The connection to AWS was closed',
    );
    await expect(hub.directory.describeOrganization()).rejects.toThrow(
      'The connection to AWS was closed',
    );
    expect(simulator.calls().total).toBe(total);
  });

  it('keeps many accounts in flight at the same time', async () => {
    const organization = createTestOrganization();
    const accountIds = Array.from({ length: 80 }, (_, index) => String(300000000000 + index));
    for (const id of accountIds) addAccount(organization, { id });
    const faults = [{ action: 'sts:AssumeRole', kind: 'slow', delayMs: 60_000 }] as const;
    const { simulator, hub } = await openTestHub(
      { organization, faults },
      { maxConcurrentAccounts: accountIds.length },
    );
    const source = hub.openCredentialSource(testRole);
    const outcomes = Promise.allSettled(
      accountIds.map((accountId) => source.openAccount(accountId).listAccessKeys('ci', noAbort)),
    );
    await expect
      .poll(() => simulator.calls().byAction['sts:AssumeRole'], { timeout: 10_000 })
      .toBe(accountIds.length);
    hub.close();
    expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
  }, 20_000);

  it.each([
    [{ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-1'],
    [{ AWS_DEFAULT_REGION: 'eu-west-2' }, 'eu-west-2'],
  ])('of the environment %o signs for region %s', async (environment, region) => {
    const { simulator } = await openTestHub();
    const clients = createAwsClients({
      environment,
      endpoint: simulator.endpoint,
      credentials: simulator.credentials,
    });
    expect(await clients.sts.config.region()).toBe(region);
    clients.close();
  });

  it('speaks to AWS through an endpoint of the environment only as the SDK does', async () => {
    const { simulator } = await openTestHub();
    const hub = connectHub(simulator, { environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' } });
    expect(await hub.identifyCaller()).toMatchObject({ partition: 'aws' });
  });
});

function countSockets(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
}
