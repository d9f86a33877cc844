import { everyAccount } from '@credsweep/core';
import { addAccount, addDelegatedAdministrator, type Simulator } from '@credsweep/simulator';
import { describe, expect, it } from 'vitest';
import { checkAccess, type AccessCheckOptions } from './check-access.ts';
import {
  createTestOrganization,
  managementId,
  memberId,
  startTestSimulator,
} from './testing/open-test-hub.ts';
import { startWireTap } from './testing/start-wire-tap.ts';

const otherId = '300000000003';

describe('checking the access to AWS', () => {
  it('tries as many accounts at a time as it is told, and tells how far it is', async () => {
    const organization = createTestOrganization();
    for (let number = 0; number < 9; number += 1)
      addAccount(organization, { id: `30000000000${number}` });
    const simulator = await startTestSimulator({ organization });
    const told: (readonly number[])[] = [];
    const checks = await check(simulator, {
      accounts: 'all',
      concurrency: 4,
      onProgress: (tried, accounts) => told.push([tried, accounts]),
    });
    expect(checks.at(-1)).toMatchObject({ name: 'access', verdict: 'ok' });
    expect(checks.at(-1)?.accountIds).toEqual([...organization.accounts.keys()]);
    expect(told).toEqual(Array.from({ length: 11 }, (_, index) => [index + 1, 11]));
  });

  it('tries a member that is not the management account, where the caller is a delegate', async () => {
    const organization = createTestOrganization({ hub: { accountId: otherId } });
    addAccount(organization, { id: otherId });
    addDelegatedAdministrator(organization, otherId);
    for (const { roles } of organization.accounts.values())
      for (const role of roles) role.trusts = [otherId];
    const simulator = await startTestSimulator({ organization });
    expect((await check(simulator, {})).at(-1)).toMatchObject({
      verdict: 'ok',
      accountIds: [otherId, memberId],
    });
  });

  it.each([
    ['the caller', 'sts:GetCallerIdentity', ['caller'], []],
    ['the organization', 'organizations:*', ['organization'], [managementId]],
    ['an account', 'sts:AssumeRole', ['access'], [managementId]],
  ] as const)(
    'does not wait for ever for an AWS that does not tell %s, and goes on',
    async (_what, action, failed, readable) => {
      const simulator = await startTestSimulator({
        faults: [{ action, kind: 'slow', delayMs: 60_000 }],
      });
      const checks = await check(simulator, { timeoutMs: 400 });
      expect(checks.filter(({ verdict }) => verdict === 'failed').map(({ name }) => name)).toEqual(
        failed,
      );
      expect(checks.find(({ verdict }) => verdict === 'failed')).toMatchObject({
        code: 'aws_unavailable',
        advice: expect.stringMatching(/within 0\.4 seconds.*Check/),
      });
      expect(
        checks.find(({ name, verdict }) => name === 'access' && verdict === 'ok')?.accountIds ?? [],
      ).toEqual(readable);
    },
  );

  it('tells that the list broke off, and tries the account of the caller', async () => {
    const organization = createTestOrganization();
    for (let number = 0; number < 25; number += 1)
      addAccount(organization, { id: String(300_000_000_000 + number) });
    const simulator = await startTestSimulator({ organization });
    let pages = 0;
    const { endpoint } = await startWireTap(simulator, (action) => {
      if (action === 'ListAccounts') pages += 1;
      return action === 'ListAccounts' && pages > 1
        ? { status: 400, body: '{"__type":"AccessDeniedException","Message":"No more."}' }
        : undefined;
    });
    const { credentials } = simulator;
    const checks = await check(simulator, {
      hub: { endpoint, credentials, region: 'us-east-1' },
      accounts: 'all',
    });
    expect(checks.slice(-2)).toMatchObject([
      { name: 'accounts', verdict: 'failed', code: 'organization_unreadable' },
      { name: 'access', verdict: 'ok', accountIds: [managementId] },
    ]);
  });
});

function check(simulator: Simulator, options: Partial<AccessCheckOptions>) {
  return checkAccess({
    hub: {
      endpoint: simulator.endpoint,
      credentials: simulator.credentials,
      region: 'us-east-1',
    },
    roleName: 'OrganizationAccountAccessRole',
    externalId: null,
    accounts: 'sample',
    selection: everyAccount,
    concurrency: 8,
    ...options,
  });
}
