import { describe, expect, test } from 'vitest';
import { policyPresets } from '../policy-presets.ts';
import { makeKeyFinding, makeStaleUser } from '../testing/make-findings.ts';
import type { FindingContext } from './finding-context.ts';
import { toOcsfKeyFinding } from './ocsf-key-finding.ts';
import { toOcsfStaleUser } from './ocsf-stale-user.ts';
import { toOcsfUnreadAccount } from './ocsf-unread-account.ts';

const context: FindingContext = {
  organizationId: 'o-abc',
  scanId: 12,
  policy: policyPresets.default,
  productVersion: '1.2.3',
};

describe('toOcsfKeyFinding', () => {
  test('makes an IAM Analysis Finding of what is known of the key', () => {
    expect(toOcsfKeyFinding(makeKeyFinding(), context)).toMatchObject({
      class_uid: 2008,
      category_uid: 2,
      type_uid: 200802,
      type_name: 'IAM Analysis Finding: Update',
      severity_id: 4,
      severity: 'High',
      time: Date.UTC(2026, 1, 1, 3),
      metadata: {
        version: '1.8.0',
        profiles: ['cloud'],
        uid: 'credsweep/123456789012/access-key/AKIAEXAMPLE000000001/scan-12',
        tenant_uid: 'o-abc',
        product: { name: 'credsweep', version: '1.2.3' },
      },
      finding_info: {
        uid: 'credsweep/123456789012/access-key/AKIAEXAMPLE000000001',
        title:
          'High-risk access key AKIAEXAMPLE000000001 of deploy in shop production (123456789012)',
        desc: 'Last rotated over 365 days ago. Active key of arn:aws:iam::123456789012:user/ci/deploy. Created 2024-01-10 (752 days). Last used 2026-01-30 (1 day ago) for s3 in eu-west-1.',
        created_time: Date.UTC(2026, 0, 20, 3),
      },
      cloud: {
        provider: 'AWS',
        cloud_partition: 'aws',
        account: { uid: '123456789012', name: 'shop production', type_id: 10 },
        org: { uid: 'o-abc', ou_uid: 'ou-abcd-22222222' },
      },
      user: { uid: 'arn:aws:iam::123456789012:user/ci/deploy', name: 'deploy', type_id: 1 },
      identity_activity_metrics: {
        programmatic_credentials: [
          { uid: 'AKIAEXAMPLE000000001', last_used_time: Date.UTC(2026, 0, 30, 9) },
        ],
      },
      resources: [
        {
          uid: 'AKIAEXAMPLE000000001',
          owner: { name: 'team-shop' },
          tags: [
            { name: 'team', value: 'shop' },
            { name: 'empty', value: '' },
          ],
        },
      ],
      unmapped: {
        scan_id: 12,
        risk_reasons: ['rotation_overdue'],
        fix_command: 'aws iam create-access-key --user-name deploy',
      },
    });
  });

  const asOf = new Date('2026-02-01T03:00:00Z');
  test.each([
    ['known before', { isNew: false }, 'Update'],
    ['new', { isNew: true }, 'Create'],
    ['flagged first by this scan, as those of a baseline', { firstFlaggedAt: asOf }, 'Create'],
    ['not in the ledger', { firstFlaggedAt: null }, 'Create'],
  ])('a key that is %s is an event %#', (_what, differences, activity) => {
    expect(toOcsfKeyFinding(makeKeyFinding(differences), context).activity_name).toBe(activity);
  });

  test.each([
    ['critical', 5, 'Critical'],
    ['high', 4, 'High'],
    ['medium', 3, 'Medium'],
    ['low', 2, 'Low'],
  ] as const)('%s is OCSF severity %d', (severity, id, name) => {
    expect(toOcsfKeyFinding(makeKeyFinding({ severity }), context)).toMatchObject({
      severity_id: id,
      severity: name,
    });
  });

  test('a key that is over the threshold by hours does not look as if it were not', () => {
    const event = toOcsfKeyFinding(makeKeyFinding({ ageDays: 365 }), context);
    expect(event['finding_info']).toMatchObject({
      desc: expect.stringMatching(
        /^Last rotated over 365 days ago\. .* Created 2024-01-10 \(over 365 days\)\./,
      ),
    });
  });

  test('a root key without id, dates and owner has no invented ones', () => {
    const event = toOcsfKeyFinding(
      makeKeyFinding({
        userName: '<root_account>',
        userArn: 'arn:aws-cn:iam::123456789012:root',
        isRoot: true,
        accessKeyId: null,
        lastRotatedAt: null,
        lastUsedAt: null,
        owner: null,
        tags: {},
        organizationPath: null,
        riskReasons: ['root_key'],
      }),
      { ...context, organizationId: null, scanId: null },
    );
    expect(event['user']).toMatchObject({ type_id: 2, type: 'Admin' });
    expect(event['cloud']).toEqual({
      provider: 'AWS',
      cloud_partition: 'aws-cn',
      account: expect.anything(),
    });
    expect(event['resources']).toEqual([
      {
        uid: 'credsweep/123456789012/root-access-key/undated',
        type: 'AWS::IAM::AccessKey',
        role_id: 3,
        role: 'Affected',
        provider: 'AWS',
        cloud_partition: 'aws-cn',
      },
    ]);
    expect(event.metadata.uid).toBe('credsweep/123456789012/root-access-key/undated/test');
    expect(event.metadata).not.toHaveProperty('tenant_uid');
  });

  test('names that mean something elsewhere stay as they are', () => {
    const userName = '=1+2@corp';
    const event = toOcsfKeyFinding(
      makeKeyFinding({ userName, accountName: 'a"b\\c\n\u0007\u202e<b>' }),
      context,
    );
    expect(JSON.parse(JSON.stringify(event))).toMatchObject({
      user: { name: userName },
      cloud: { account: { name: 'a"b\\c\n\u0007\u202e<b>' } },
      remediation: { desc: expect.stringContaining(`--user-name '=1+2@corp'`) },
    });
  });
});

test('the exemptions of a policy stay at home', () => {
  const policy = {
    ...policyPresets.default,
    exemptions: [{ user: 'x', reason: 'secret', expires: '2027-01-01' }],
  };
  for (const event of [
    toOcsfKeyFinding(makeKeyFinding(), { ...context, policy }),
    toOcsfStaleUser(makeStaleUser(), { ...context, policy }),
  ])
    expect(JSON.stringify(event)).not.toContain('secret');
});

describe('toOcsfStaleUser', () => {
  test('makes an IAM Analysis Finding with the last activity and MFA of the user', () => {
    expect(toOcsfStaleUser(makeStaleUser(), context)).toMatchObject({
      type_uid: 200801,
      severity: 'Medium',
      finding_info: {
        uid: 'credsweep/123456789012/stale-user/anna/2023-05-01T00:00:00.000Z',
        desc: 'Last login over 60 days ago. User arn:aws:iam::123456789012:user/anna. Created 2023-05-01. Last login 2025-10-01, last activity 2025-12-24. Password enabled, MFA off, 1 active access key.',
      },
      user: { name: 'anna', has_mfa: false },
      identity_activity_metrics: {
        first_seen_time: Date.UTC(2023, 4, 1),
        password_last_used_time: Date.UTC(2025, 9, 1),
        last_seen_time: Date.UTC(2025, 11, 24),
      },
      remediation: { desc: expect.stringContaining('delete-login-profile --user-name anna') },
      unmapped: { stale_reason: 'last_login_over_threshold' },
    });
  });

  test.each([
    ['a password alone', { passwordEnabled: true, mfaActive: false }, 'Medium'],
    ['a password and MFA', { passwordEnabled: true, mfaActive: true }, 'Low'],
    ['no password', { passwordEnabled: false, mfaActive: false }, 'Low'],
  ])('a stale user with %s is %#', (_what, differences, severity) => {
    expect(toOcsfStaleUser(makeStaleUser(differences), context).severity).toBe(severity);
  });
});

test('an account that was not read is a check without a result, neither passed nor failed', () => {
  expect(
    toOcsfUnreadAccount(
      {
        accountId: '123456789012',
        accountName: 'shop',
        organizationPath: null,
        state: 'failed',
        code: 'role_missing_or_denied',
        message: 'No.',
        advice: 'Create the role.',
        asOf: new Date('2026-02-01T03:00:00Z'),
      },
      context,
    ),
  ).toMatchObject({
    class_uid: 2003,
    severity: 'Medium',
    finding_info: { uid: 'credsweep/123456789012/unread-account' },
    compliance: {
      status_id: 2,
      status: 'Warning',
      status_code: 'role_missing_or_denied',
      status_details: ['No.'],
    },
    remediation: { desc: 'Create the role.' },
  });
});
