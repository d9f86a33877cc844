import { CredsweepError, type Organization } from '@credsweep/core';
import { describe, expect, it } from 'vitest';
import {
  judgeCaller,
  judgeEndpoints,
  judgeOrganization,
  judgeProofs,
  type AccessProof,
} from './judge-access.ts';
import { describeStandalone } from './standalone-account.ts';

const caller = {
  accountId: '100000000001',
  arn: 'arn:aws:iam::100000000001:user/hub',
  partition: 'aws',
};
const own = prove('100000000001', null);

describe('judgeEndpoints', () => {
  it('warns of endpoints that are not of AWS, by the variable that sets them', () => {
    const overrides = [{ variable: 'AWS_ENDPOINT_URL_STS', endpoint: 'http://proxy:8080' }];
    expect(judgeEndpoints(overrides)).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('AWS_ENDPOINT_URL_STS is http://proxy:8080'),
    });
    expect(judgeEndpoints([]).verdict).toBe('ok');
  });
});

describe('judgeCaller', () => {
  it('names account, ARN, partition and region', () => {
    expect(judgeCaller(caller, 'eu-west-1')).toMatchObject({
      verdict: 'ok',
      found:
        'arn:aws:iam::100000000001:user/hub, in account 100000000001 of partition aws; region eu-west-1.',
    });
  });

  it('warns that a root user can assume no role', () => {
    const root = { ...caller, arn: 'arn:aws:iam::100000000001:root' };
    expect(judgeCaller(root, 'eu-west-1')).toMatchObject({
      verdict: 'warning',
      advice: expect.stringContaining('use a role or a user'),
    });
  });
});

describe('judgeOrganization', () => {
  it('is content with an organization that can be listed', () => {
    const organization: Organization = {
      organizationId: 'o-ab12cd34ef',
      kind: 'organization',
      managementAccountId: '100000000001',
      notice: null,
    };
    expect(judgeOrganization(organization)).toMatchObject({
      verdict: 'ok',
      found: expect.stringContaining('o-ab12cd34ef of management account 100000000001'),
    });
  });

  it.each([
    [{ reason: 'no_organization' }, /not in an AWS Organization/, /Nothing is needed/],
    [
      { reason: 'describe_denied' },
      /may not call organizations:DescribeOrganization/,
      /^To scan the whole organization, allow/,
    ],
    [
      {
        reason: 'list_denied',
        organizationId: 'o-ab12cd34ef',
        managementAccountId: '999999999999',
      },
      /may not list the accounts of o-ab12cd34ef/,
      /^To scan the whole organization, use credentials of the management account 999999999999/,
    ],
  ] as const)('warns, and says what would change it, on $reason', (reason, found, advice) => {
    const { organization } = describeStandalone(caller, reason);
    const check = judgeOrganization(organization);
    expect(check.verdict).toBe('warning');
    expect(check.found).toMatch(found);
    expect(check.found).not.toContain('To scan');
    expect(check.advice).toMatch(advice);
  });
});

describe('judgeProofs', () => {
  it('says of a sample that more can be tried', () => {
    const [check] = judgeProofs([own, prove('200000000002', null)], 'sample', caller.accountId);
    expect(check).toMatchObject({
      verdict: 'ok',
      found: expect.stringMatching(/100000000001, 200000000002 \(name-2\) can be read.*--all/),
    });
  });

  it('groups what cannot be read by its cause, and names all ids and the first five', () => {
    const denied = Array.from({ length: 7 }, (_, index) =>
      prove(`30000000000${index}`, 'role_missing_or_denied'),
    );
    const throttled = prove('400000000004', 'throttled');
    const checks = judgeProofs([own, ...denied, throttled], 'all', caller.accountId);
    expect(checks.map(({ verdict, code }) => [verdict, code])).toEqual([
      ['ok', null],
      ['failed', 'role_missing_or_denied'],
      ['failed', 'throttled'],
    ]);
    expect(checks[0]?.found).toMatch(
      /^1 of 9 accounts can be read, that of the caller with its own/,
    );
    expect(checks[1]?.found).toBe(
      '7 accounts cannot be read: 300000000000 (name-3), 300000000001 (name-3), 300000000002 (name-3), 300000000003 (name-3), 300000000004 (name-3) and 2 more.',
    );
    expect(checks[1]?.advice).toBe('Of account 300000000000: What to do about 300000000000.');
    expect(checks[1]?.accountIds).toHaveLength(7);
    expect(checks[2]?.advice).toBe('What to do about 400000000004.');
  });

  it('warns when there is no account to try', () => {
    expect(judgeProofs([], 'all', caller.accountId)).toMatchObject([{ verdict: 'warning' }]);
  });
});

function prove(
  accountId: string,
  code: 'role_missing_or_denied' | 'throttled' | null,
): AccessProof {
  return {
    accountId,
    accountName: accountId === caller.accountId ? null : `name-${accountId[0]}`,
    failure: code === null ? null : new CredsweepError(code, `What to do about ${accountId}.`),
  };
}
