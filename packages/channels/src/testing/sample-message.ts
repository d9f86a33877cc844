import type { AlertMessage, KeyFinding, Severity } from '@credsweep/core';

/** A finding as a scan opens it, changed by `facts`. */
export function sampleFinding(facts: Partial<KeyFinding> = {}): KeyFinding {
  return {
    findingId: 17,
    severity: 'high',
    accountId: '123456789012',
    accountName: 'payments-prod',
    organizationPath: 'o-abcdef1234/r-ab12/ou-ab12-cdefgh34/123456789012/',
    userName: 'deploy-bot',
    userArn: 'arn:aws:iam::123456789012:user/deploy-bot',
    isRoot: false,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    status: 'Active',
    lastRotatedAt: new Date('2024-09-01T08:00:00Z'),
    ageDays: 812,
    lastUsedAt: new Date('2026-11-19T02:00:00Z'),
    daysSinceUsed: 3,
    lastUsedRegion: 'eu-west-1',
    lastUsedService: 's3',
    riskReasons: ['rotation_overdue'],
    firstFlaggedAt: new Date('2026-11-22T03:00:00Z'),
    isNew: true,
    owner: null,
    tags: {},
    dataAsOf: new Date('2026-11-22T03:00:00Z'),
    ...facts,
  };
}

/** A few findings as they are, worst first. */
const sampleFindings: readonly KeyFinding[] = [
  sampleFinding({
    severity: 'critical',
    isRoot: true,
    userName: '<root_account>',
    userArn: 'arn:aws:iam::210987654321:root',
    accountId: '210987654321',
    accountName: 'legacy-billing',
    accessKeyId: null,
    riskReasons: ['root_key', 'rotation_overdue'],
    ageDays: 2311,
    daysSinceUsed: 0,
    lastUsedService: 'sts',
    lastUsedRegion: 'us-east-1',
  }),
  sampleFinding({ owner: 'team-payments@example.com' }),
  sampleFinding({
    severity: 'high',
    userName: 'data-export',
    accountName: 'analytics',
    accountId: '345678901234',
    accessKeyId: 'AKIAI44QH8DHBEXAMPLE',
    riskReasons: ['rotation_overdue', 'never_used'],
    ageDays: 401,
    lastUsedAt: null,
    daysSinceUsed: null,
    lastUsedRegion: null,
    lastUsedService: null,
  }),
  sampleFinding({
    severity: 'medium',
    userName: 'terraform',
    accountName: 'sandbox-7',
    accountId: '456789012345',
    accessKeyId: 'AKIAIOSFODNN8EXAMPLE',
    ageDays: 380,
    daysSinceUsed: 1,
    lastUsedService: 'ec2',
  }),
  sampleFinding({
    severity: 'low',
    userName: '=1+2@corp',
    accountName: 'R&D "north" <lab>',
    accountId: '567890123456',
    accessKeyId: 'AKIAIOSFODNN9EXAMPLE',
    riskReasons: ['never_used'],
    ageDays: 31,
    lastUsedAt: null,
    daysSinceUsed: null,
  }),
];

/** Names that try to be something else; AWS allows most of them for accounts. */
export const hostileNames: readonly string[] = [
  '<!channel> <@U024BE7LH> <https://evil.example|click>',
  '*bold* _it_ ~gone~ `code` ```block``` :fire:',
  '[click](https://evil.example) **x** # h {{DATE(2017-02-14T06:00:00Z)}}',
  '"><script>alert(1)</script><img src=x onerror=alert(1)>',
  '=1+2@corp',
  'two\r\nlines\r\nBcc: eve@evil.example',
  'safe\u202egnp.exe\u2066\u200b',
  "it's; rm -rf ~ $(id) \\",
  'nul\0esc\u001b[31m',
  `lone \ud800 surrogate`,
];

/** A message about findings of one scan, changed by `facts`; its counts are of all its findings. */
export function sampleMessage(facts: Partial<AlertMessage> = {}): AlertMessage {
  const findings = facts.findings ?? sampleFindings;
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    messageId: '0d6f8f1c-4d0e-4d2e-9b8e-6a3a3c1f2b11',
    kind: 'new_findings',
    createdAt: new Date('2026-11-22T03:04:05Z'),
    organizationId: 'o-abcdef1234',
    scanId: 42,
    asOf: new Date('2026-11-22T03:00:00Z'),
    coverage: { accounts: 512, scanned: 498, failed: 2, skipped: 12, percent: 99.6 },
    policy: {
      name: 'default',
      staleAfterDays: 60,
      keyRotationDays: 365,
      neverUsedKeyGraceDays: 7,
    },
    highRiskKeys: 130,
    counts: {
      findings: findings.length,
      accounts: new Set(findings.map(({ accountId }) => accountId)).size,
      bySeverity: {
        critical: count('critical'),
        high: count('high'),
        medium: count('medium'),
        low: count('low'),
      },
    },
    findings,
    reportUrl: 'https://credsweep.example.com/reports/42?tab=keys&new=1',
    ...facts,
  };
}

/** A message of many findings, each of another account. */
export function largeMessage(findings: number): AlertMessage {
  return sampleMessage({
    findings: Array.from({ length: findings }, (_, index) =>
      sampleFinding({
        accountId: String(100_000_000_000 + index),
        accountName: `account-${index}`,
        userName: `service-user-${index}`,
        accessKeyId: `AKIA${String(index).padStart(16, '0')}`,
      }),
    ),
  });
}
