import type { ClosedKeyFinding } from '../formats/closed-key-finding.ts';
import type { StaleUserFinding } from '../formats/stale-user-finding.ts';
import type { KeyFinding } from '../key-finding.ts';

/** A key that is overdue and in use, with what a test has different. */
export function makeKeyFinding(differences: Partial<KeyFinding> = {}): KeyFinding {
  return {
    findingId: 7,
    severity: 'high',
    ...subject,
    userName: 'deploy',
    userArn: 'arn:aws:iam::123456789012:user/ci/deploy',
    isRoot: false,
    accessKeyId: 'AKIAEXAMPLE000000001',
    status: 'Active',
    lastRotatedAt: new Date('2024-01-10T08:00:00Z'),
    ageDays: 752,
    lastUsedAt: new Date('2026-01-30T09:00:00Z'),
    daysSinceUsed: 1,
    lastUsedRegion: 'eu-west-1',
    lastUsedService: 's3',
    riskReasons: ['rotation_overdue'],
    firstFlaggedAt: new Date('2026-01-20T03:00:00Z'),
    isNew: false,
    ...differences,
  };
}

/** The same key, rotated since, with what a test has different. */
export function makeClosedFinding(differences: Partial<ClosedKeyFinding> = {}): ClosedKeyFinding {
  return {
    ...makeKeyFinding(),
    resolution: 'rotated',
    exemptedUntil: null,
    exemptionReason: null,
    closedAt: new Date('2026-02-02T03:00:00Z'),
    ...differences,
  };
}

/** A user whose last login is long ago, with what a test has different. */
export function makeStaleUser(differences: Partial<StaleUserFinding> = {}): StaleUserFinding {
  return {
    ...subject,
    userName: 'anna',
    userArn: 'arn:aws:iam::123456789012:user/anna',
    userCreatedAt: new Date('2023-05-01T00:00:00Z'),
    passwordEnabled: true,
    lastLoginAt: new Date('2025-10-01T00:00:00Z'),
    daysSinceLogin: 123,
    lastActivityAt: new Date('2025-12-24T00:00:00Z'),
    daysSinceActivity: 39,
    mfaActive: false,
    activeKeyCount: 1,
    staleReason: 'last_login_over_threshold',
    ...differences,
  };
}

const subject = {
  accountId: '123456789012',
  accountName: 'shop production',
  organizationPath: 'o-abc/r-abcd/ou-abcd-11111111/ou-abcd-22222222/123456789012/',
  owner: 'team-shop',
  tags: { team: 'shop', empty: '' },
  dataAsOf: new Date('2026-02-01T03:00:00Z'),
} as const;
