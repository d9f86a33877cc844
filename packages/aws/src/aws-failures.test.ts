import { addAccount, addUser } from '@credsweep/simulator';
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

const patient = 60_000;

describe('a throttled account', () => {
  it(
    'is fine after a while, and every attempt was counted',
    async () => {
      const { simulator, hub } = await openTestHub({
        faults: [{ action: 'iam:GenerateCredentialReport', kind: 'throttle', times: 1 }],
      });
      const session = hub.openCredentialSource(testRole).openAccount(memberId);
      expect(await session.fetchCredentialReport(noAbort)).toMatchObject({ state: 'generating' });
      const calls = { 'sts:AssumeRole': 1, 'iam:GenerateCredentialReport': 2 };
      expect(session.takeApiCalls()).toEqual(calls);
      expect(simulator.calls().byAccount[memberId]).toEqual(calls);
    },
    patient,
  );

  it(
    'for ever gives up its slot after four attempts, whatever AWS calls it, and slows down no other',
    async () => {
      const organization = createTestOrganization();
      const [limitedId, quietId] = ['300000000003', '300000000004'];
      for (const id of [limitedId, quietId]) addAccount(organization, { id });
      const { hub } = await openTestHub({
        organization,
        faults: [
          { accountId: memberId, action: 'iam:GenerateCredentialReport', kind: 'throttle' },
          { accountId: limitedId, action: 'iam:GenerateCredentialReport', kind: 'limit-exceeded' },
        ],
      });
      const source = hub.openCredentialSource(testRole);
      const outcomes = Promise.all(
        [[memberId, 'Throttling', 400] as const, [limitedId, 'LimitExceeded', 409] as const].map(
          async ([accountId, awsError, httpStatus]) => {
            const session = source.openAccount(accountId);
            await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
              code: 'throttled',
              retryable: true,
              message: expect.stringContaining(
                `throttled iam:GenerateCredentialReport in account ${accountId} after 4 attempts`,
              ),
              details: { awsError, httpStatus, attempts: 4 },
            });
            expect(session.takeApiCalls()).toEqual({
              'sts:AssumeRole': 1,
              'iam:GenerateCredentialReport': 4,
            });
          },
        ),
      );
      let isThrottlingOver = false;
      void outcomes.finally(() => (isThrottlingOver = true)).catch(() => undefined);
      await source.openAccount(quietId).fetchCredentialReport(noAbort);
      expect(isThrottlingOver).toBe(false);
      await outcomes;
    },
    patient,
  );
});

describe('a disturbance of AWS', () => {
  it.each([
    ['a dropped connection', 'drop-connection'],
    ['a connection dropped half-way', 'truncated-response'],
    ['a failing service', 'service-failure'],
    ['an internal error', 'internal-error'],
    ['an unavailable service', 'service-unavailable'],
  ] as const)(
    'such as %s is overcome when it passes',
    async (_what, kind) => {
      const { hub } = await openTestHub({
        faults: [
          { action: 'sts:GetCallerIdentity', kind, times: 1 },
          { action: 'sts:AssumeRole', kind, times: 1 },
          { action: 'iam:*', kind, times: 1 },
          { action: 'organizations:*', kind, times: 1 },
        ],
      });
      expect(await hub.directory.describeOrganization()).toMatchObject({ kind: 'organization' });
      const session = hub.openCredentialSource(testRole).openAccount(memberId);
      expect((await session.fetchCredentialReport(noAbort)).state).toMatch(/generating|ready/);
      expect(session.takeApiCalls()).toMatchObject({ 'sts:AssumeRole': 2 });
    },
    patient,
  );

  it.each([
    ['a dropped connection', 'drop-connection', 'ECONNRESET'],
    ['a connection dropped half-way', 'truncated-response', 'ECONNRESET'],
    ['a failing service', 'service-failure', 'ServiceFailure'],
    ['an internal error', 'internal-error', 'InternalFailure'],
    ['an unavailable service', 'service-unavailable', 'ServiceUnavailable'],
  ] as const)(
    'such as %s that does not pass is told as AWS being unavailable',
    async (_what, kind, awsError) => {
      const organization = createTestOrganization();
      addUser(organization, memberId, { name: 'ci', createdAt: new Date(0) });
      const { hub } = await openTestHub({ organization, faults: [{ action: 'iam:*', kind }] });
      const session = hub.openCredentialSource(testRole).openAccount(memberId);
      await expect(session.listAccessKeys('ci', noAbort)).rejects.toMatchObject({
        code: 'aws_unavailable',
        retryable: true,
        message: expect.stringContaining(
          `iam:ListAccessKeys in account ${memberId} after 4 attempts`,
        ),
        details: { awsError },
      });
      expect(session.takeApiCalls()['iam:ListAccessKeys']).toBe(4);
    },
    patient,
  );

  it.each([
    ['an endpoint where nobody listens', 'http://127.0.0.1:1'],
    ['a host that does not exist', 'http://no-such-host.invalid'],
  ])(
    'such as %s names the endpoint that is set',
    async (_what, endpoint) => {
      const simulator = await startTestSimulator();
      await expect(connectHub(simulator, { endpoint }).identifyCaller()).rejects.toMatchObject({
        code: 'aws_unavailable',
        message: expect.stringContaining(`The endpoint is set to ${endpoint}`),
      });
    },
    patient,
  );

  it(
    'at STS concerns the account that was to be entered',
    async () => {
      const { hub } = await openTestHub({
        faults: [{ action: 'sts:AssumeRole', kind: 'drop-connection' }],
      });
      await expect(
        hub.openCredentialSource(testRole).openAccount(memberId).listAccessKeys('ci', noAbort),
      ).rejects.toMatchObject({
        code: 'aws_unavailable',
        details: { action: 'AssumeRole', accountId: memberId },
      });
    },
    patient,
  );
});

describe('an answer that is no answer', () => {
  it('is told with the words of AWS, service, action and account', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'ListAccessKeys'
        ? writeQueryError(400, 'ValidationError', 'The specified value\n for userName is invalid.')
        : undefined,
    );
    const session = connectHub(simulator, { endpoint })
      .openCredentialSource(testRole)
      .openAccount(memberId);
    await expect(session.listAccessKeys('ci', noAbort)).rejects.toMatchObject({
      code: 'aws_unexpected',
      message: expect.stringContaining(
        '(ValidationError: The specified value for userName is invalid)',
      ),
      details: {
        service: 'iam',
        action: 'ListAccessKeys',
        accountId: memberId,
        awsError: 'ValidationError',
        httpStatus: 400,
      },
    });
  });

  it('such as the page of a proxy is not taken for an empty list', async () => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'GenerateCredentialReport'
        ? { status: 403, body: '<html><body>Blocked by the proxy</body></html>' }
        : undefined,
    );
    const session = connectHub(simulator, { endpoint })
      .openCredentialSource(testRole)
      .openAccount(managementId);
    await expect(session.fetchCredentialReport(noAbort)).rejects.toMatchObject({
      code: 'aws_unexpected',
      details: { httpStatus: 403 },
    });
  });

  it.each([
    ['an id', '<CreateDate>2024-02-03T04:05:06Z</CreateDate>'],
    ['a creation date', '<AccessKeyId>AKIAIOSFODNN7EXAMPLE</AccessKeyId>'],
  ])('such as a key without %s is an error', async (missing, xml) => {
    const simulator = await startTestSimulator();
    const { endpoint } = await startWireTap(simulator, (action) =>
      action === 'ListAccessKeys'
        ? writeQueryAnswer(action, `<AccessKeyMetadata><member>${xml}</member></AccessKeyMetadata>`)
        : undefined,
    );
    const session = connectHub(simulator, { endpoint })
      .openCredentialSource(testRole)
      .openAccount(memberId);
    await expect(session.listAccessKeys('ci', noAbort)).rejects.toMatchObject({
      code: 'aws_unexpected',
      message: expect.stringContaining(`without ${missing}`),
    });
  });
});
