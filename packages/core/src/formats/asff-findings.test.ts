import { describe, expect, test } from 'vitest';
import { policyPresets } from '../policy-presets.ts';
import { makeKeyFinding, makeStaleUser } from '../testing/make-findings.ts';
import type { AsffContext } from './asff-finding.ts';
import { toAsffKeyFinding } from './asff-key-finding.ts';
import { toAsffStaleUser } from './asff-stale-user.ts';
import { toAsffUnreadAccount } from './asff-unread-account.ts';

const context: AsffContext = {
  organizationId: 'o-abc',
  scanId: 12,
  policy: policyPresets.default,
  region: null,
  importAccountId: null,
};

describe('toAsffKeyFinding', () => {
  test('makes a finding for the Security Hub of the account', () => {
    expect(toAsffKeyFinding(makeKeyFinding(), context)).toMatchObject({
      SchemaVersion: '2018-10-08',
      Id: 'credsweep/123456789012/access-key/AKIAEXAMPLE000000001',
      ProductArn: 'arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default',
      AwsAccountId: '123456789012',
      AwsAccountName: 'shop production',
      CreatedAt: '2026-01-20T03:00:00.000Z',
      UpdatedAt: '2026-02-01T03:00:00.000Z',
      Severity: { Label: 'HIGH', Original: 'high' },
      FindingProviderFields: { Severity: { Label: 'HIGH' } },
      Compliance: {
        Status: 'FAILED',
        StatusReasons: [
          { ReasonCode: 'ROTATION_OVERDUE', Description: 'Last rotated over 365 days ago' },
        ],
      },
      RecordState: 'ACTIVE',
      Workflow: { Status: 'NEW' },
      Resources: [
        {
          Type: 'AwsIamAccessKey',
          Id: 'AWS::IAM::AccessKey:AKIAEXAMPLE000000001',
          Partition: 'aws',
          Details: {
            AwsIamAccessKey: {
              AccessKeyId: 'AKIAEXAMPLE000000001',
              PrincipalName: 'deploy',
              PrincipalType: 'IAMUser',
              CreatedAt: '2024-01-10T08:00:00.000Z',
            },
            Other: { AgeDays: '752', LastUsedService: 's3' },
          },
        },
        {
          Type: 'AwsIamUser',
          Id: 'arn:aws:iam::123456789012:user/ci/deploy',
          Tags: { team: 'shop' },
          Details: { AwsIamUser: { UserName: 'deploy', Path: '/ci/' } },
        },
      ],
      ProductFields: { 'credsweep/ScanId': '12', 'credsweep/Owner': 'team-shop' },
    });
  });

  test('a tag without a value is left out, for the format has no empty texts', () => {
    const [, user] = toAsffKeyFinding(makeKeyFinding(), context).Resources;
    expect(user?.['Tags']).toEqual({ team: 'shop' });
  });

  test.each([
    ['aws', null, 'us-east-1'],
    ['aws', 'eu-west-1', 'eu-west-1'],
    ['aws', 'cn-north-1', 'us-east-1'],
    ['aws-cn', null, 'cn-north-1'],
    ['aws-cn', 'us-east-1', 'cn-north-1'],
    ['aws-cn', 'cn-northwest-1', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-east-1', 'us-gov-east-1'],
    ['aws-us-gov', null, 'us-gov-west-1'],
    ['aws-eusc', 'eu-central-1', 'eusc-de-east-1'],
    ['aws-iso', 'us-iso-east-1', 'us-iso-east-1'],
  ])('an organization in %s with the Region %s imports in %s', (partition, region, expected) => {
    const userArn = `arn:${partition}:iam::123456789012:user/deploy`;
    const finding = toAsffKeyFinding(makeKeyFinding({ userArn }), { ...context, region });
    expect(finding.ProductArn).toBe(
      `arn:${partition}:securityhub:${expected}:123456789012:product/123456789012/default`,
    );
  });

  test('a partition that the format has no name for is not named', () => {
    const userArn = 'arn:aws-eusc:iam::123456789012:user/deploy';
    for (const resource of toAsffKeyFinding(makeKeyFinding({ userArn }), context).Resources)
      expect(resource).not.toHaveProperty('Partition');
  });

  test('for a central import the finding names that account, and its resources the own one', () => {
    const finding = toAsffKeyFinding(makeKeyFinding(), {
      ...context,
      importAccountId: '999999999999',
    });
    expect(finding).toMatchObject({
      AwsAccountId: '999999999999',
      ProductArn: 'arn:aws:securityhub:us-east-1:999999999999:product/999999999999/default',
      Resources: [{ Details: { AwsIamAccessKey: { AccountId: '123456789012' } } }, {}],
      ProductFields: {
        'credsweep/AccountId': '123456789012',
        'credsweep/AccountName': 'shop production',
      },
    });
    expect(finding).not.toHaveProperty('AwsAccountName');
    expect(finding.Id).toBe(toAsffKeyFinding(makeKeyFinding(), context).Id);
  });

  test('a root key is one of the account', () => {
    const finding = toAsffKeyFinding(
      makeKeyFinding({
        isRoot: true,
        userName: '<root_account>',
        userArn: 'arn:aws:iam::123456789012:root',
        accessKeyId: null,
        severity: 'critical',
        riskReasons: ['root_key'],
      }),
      context,
    );
    expect(finding).toMatchObject({
      Severity: { Label: 'CRITICAL' },
      Resources: [
        {
          Type: 'AwsIamAccessKey',
          Id: 'AWS::IAM::AccessKey:credsweep/123456789012/root-access-key/2024-01-10T08:00:00.000Z',
          Details: { AwsIamAccessKey: { PrincipalType: 'Root' } },
        },
        { Type: 'AwsAccount', Id: 'AWS::::Account:123456789012' },
      ],
    });
  });

  test('long names do not break the limits of the format', () => {
    const { Title, Description, Remediation } = toAsffKeyFinding(
      makeKeyFinding({
        accountName: '実'.repeat(400),
        userName: `-${'u'.repeat(63)}`,
        userArn: `arn:aws:iam::123456789012:user/${'p/'.repeat(250)}${'u'.repeat(64)}`,
      }),
      context,
    ) as unknown as Readonly<Record<string, string>> & {
      readonly Remediation: { readonly Recommendation: { readonly Text: string } };
    };
    expect(Buffer.byteLength(Title ?? '')).toBeLessThanOrEqual(256);
    expect(Buffer.byteLength(Description ?? '')).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(Remediation.Recommendation.Text)).toBeLessThanOrEqual(512);
  });
});

test.each([
  ['last_login_over_threshold', '2025-11-30T00:00:00.000Z'],
  ['last_activity_over_threshold', '2026-02-22T00:00:00.000Z'],
  ['never_logged_in', '2023-05-01T00:00:00.000Z'],
  ['no_password', '2023-05-01T00:00:00.000Z'],
] as const)('a user who is stale by %s is so since %s, in every scan', (staleReason, since) => {
  const finding = toAsffStaleUser(makeStaleUser({ staleReason }), context);
  expect(finding).toMatchObject({
    CreatedAt: since,
    GeneratorId: 'credsweep/stale-user',
    Resources: [{ Type: 'AwsIamUser', Details: { AwsIamUser: { UserName: 'anna', Path: '/' } } }],
  });
});

test('an account that was not read has a check that is not available', () => {
  const account = {
    accountId: '123456789012',
    accountName: 'shop',
    organizationPath: null,
    state: 'waiting',
    code: null,
    message: null,
    advice: 'Resume it.',
    asOf: new Date('2026-02-01T03:00:00Z'),
  } as const;
  expect(toAsffUnreadAccount(account, 'aws', context)).toMatchObject({
    Id: 'credsweep/123456789012/unread-account',
    Compliance: {
      Status: 'NOT_AVAILABLE',
      StatusReasons: [{ ReasonCode: 'WAITING', Description: 'Resume it.' }],
    },
    Severity: { Label: 'MEDIUM' },
    Remediation: { Recommendation: { Text: 'Resume it.' } },
    Resources: [{ Type: 'AwsAccount', Id: 'AWS::::Account:123456789012' }],
  });
});
