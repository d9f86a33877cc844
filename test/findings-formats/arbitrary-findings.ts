import type {
  ClosedKeyFinding,
  KeyFinding,
  StaleUserFinding,
  UnreadAccountFinding,
} from '@credsweep/core';
import fc from 'fast-check';

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const day = fc.date({
  min: new Date('2006-01-01'),
  max: new Date('2030-01-01'),
  noInvalidDate: true,
});
const days = fc.nat(20_000);
const accountId = fc
  .integer({ min: 1, max: 999_999_999_999 })
  .map((id) => String(id).padStart(12, '0'));
const partition = fc.constantFrom('aws', 'aws-cn', 'aws-us-gov', 'aws-eusc');
/** What IAM allows in a name. */
const userName = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
const userPath = fc.stringMatching(/^\/(?:[!-.0-~]{1,100}\/){0,5}$/);

const subject = fc
  .record({
    accountId,
    accountName: text(50),
    organizationPath: optional(fc.constant('o-a/r-a/ou-a-1/123456789012/')),
    partition,
    userName,
    userPath,
    owner: optional(text(300)),
    tags: fc.dictionary(text(128), text(256), { maxKeys: 60 }),
    dataAsOf: day,
  })
  .map(({ partition: name, userPath: path, ...rest }) => ({
    ...rest,
    userArn: `arn:${name}:iam::${rest.accountId}:user${path}${rest.userName}`,
  }));

/** High-risk keys of every kind, with names as wild as AWS allows and wilder. */
export const keyFindings: fc.Arbitrary<KeyFinding> = fc
  .tuple(
    subject,
    fc.record({
      findingId: optional(fc.nat()),
      severity: fc.constantFrom('critical', 'high', 'medium', 'low'),
      isRoot: fc.boolean(),
      accessKeyId: optional(fc.stringMatching(/^AKIA[A-Z2-7]{16}$/)),
      status: fc.constantFrom('Active', 'Inactive'),
      lastRotatedAt: optional(day),
      ageDays: optional(days),
      lastUsedAt: optional(day),
      daysSinceUsed: optional(days),
      lastUsedRegion: optional(fc.constantFrom('eu-west-1')),
      lastUsedService: optional(fc.constantFrom('s3', 'bedrock-agentcore')),
      riskReasons: fc.uniqueArray(
        fc.constantFrom('root_key' as const, 'rotation_overdue' as const, 'never_used' as const),
        { minLength: 1 },
      ),
      firstFlaggedAt: optional(day),
      isNew: fc.boolean(),
    }),
  )
  .map(([who, key]) => ({ ...who, ...key }));

/** Keys of which the finding is closed in every way. */
export const closedFindings: fc.Arbitrary<ClosedKeyFinding> = fc
  .tuple(
    keyFindings,
    fc.record({
      resolution: optional(
        fc.constantFrom(
          'rotated',
          'deactivated',
          'deleted',
          'used',
          'policy_changed',
          'account_left',
        ),
      ),
      exemptedUntil: optional(fc.constant('2026-12-31')),
      exemptionReason: optional(text(500)),
      closedAt: day,
    }),
  )
  .map(([finding, closing]) => ({ ...finding, ...closing }));

/** Stale users of every kind. */
export const staleUsers: fc.Arbitrary<StaleUserFinding> = fc
  .tuple(
    subject,
    fc.record({
      userCreatedAt: day,
      passwordEnabled: fc.boolean(),
      lastLoginAt: optional(day),
      daysSinceLogin: optional(days),
      lastActivityAt: optional(day),
      daysSinceActivity: optional(days),
      mfaActive: fc.boolean(),
      activeKeyCount: fc.nat(2),
      staleReason: fc.constantFrom(
        'no_password',
        'never_logged_in',
        'last_login_over_threshold',
        'never_active',
        'last_activity_over_threshold',
      ),
    }),
  )
  .map(([who, user]) => ({ ...who, ...user }));

/** Accounts that were not read. */
export const unreadAccounts: fc.Arbitrary<UnreadAccountFinding> = fc.record({
  accountId,
  accountName: text(50),
  organizationPath: fc.constant(null),
  state: fc.constantFrom('waiting', 'failed'),
  code: optional(fc.constantFrom('role_missing_or_denied')),
  message: optional(text(3000)),
  advice: fc.constantFrom('Scan again.'),
  asOf: day,
});
