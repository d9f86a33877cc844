import type { AlertMessage, AlertRecord } from '@credsweep/core';
import { expect, test } from 'vitest';
import { renderAlert, renderAlerts } from './render-alert.ts';

const pending: AlertRecord = {
  messageId: '0a1b2c3d-0000-4000-8000-000000000000',
  organizationId: 'o-example',
  scanId: 7,
  channel: 'siem',
  kind: 'new_findings',
  findings: 3,
  state: 'pending',
  createdAt: new Date('2026-06-15T12:00:00Z'),
  dueAt: new Date('2026-06-15T12:00:00Z'),
  attempts: 2,
  nextAttemptAt: new Date('2026-06-15T12:05:00Z'),
  deliveredAt: null,
  lastError: { code: 'alert_channel_unreachable', message: 'nobody\u001b[31m is there' },
};

test('a list tells what became of each message, when, and why not', () => {
  const over = { ...pending, nextAttemptAt: null, lastError: null } as const;
  const text = renderAlerts(
    [
      pending,
      { ...pending, attempts: 0, lastError: null },
      { ...over, state: 'failed' },
      {
        ...over,
        state: 'delivered',
        deliveredAt: new Date('2026-06-15T12:01:00Z'),
      },
    ],
    'UTC',
  );
  const cells = text.split('\n').map((line) => line.split(/ {2,}/).slice(-3));
  expect(cells.slice(0, 5)).toEqual([
    ['STATE', 'WHEN', 'ATTEMPTS'],
    ['pending', 'again Mon 2026-06-15 12:05 UTC', '2'],
    ['pending', 'due Mon 2026-06-15 12:05 UTC', '0'],
    ['failed', 'given up', '2'],
    ['delivered', 'Mon 2026-06-15 12:01 UTC', '2'],
  ]);
  expect(text).toContain('0a1b2c3d siem: nobody\ufffd[31m is there [alert_channel_unreachable]\n');
});

test('a message is shown with the keys that it lists, and how many it does not', () => {
  const finding = {
    findingId: 1,
    severity: 'critical',
    accountId: '111122223333',
    accountName: 'payments',
    organizationPath: null,
    userName: '<root_account>',
    userArn: 'arn:aws:iam::111122223333:root',
    isRoot: true,
    accessKeyId: null,
    status: 'Active',
    lastRotatedAt: null,
    ageDays: null,
    lastUsedAt: null,
    daysSinceUsed: null,
    lastUsedRegion: null,
    lastUsedService: null,
    riskReasons: ['root_key'],
    firstFlaggedAt: null,
    isNew: true,
    owner: null,
    tags: {},
    dataAsOf: pending.createdAt,
  } as const;
  const message: AlertMessage = {
    ...pending,
    asOf: pending.createdAt,
    coverage: { accounts: 1, scanned: 1, failed: 0, skipped: 0, percent: 100 },
    policy: { name: 'default', staleAfterDays: 60, keyRotationDays: 365, neverUsedKeyGraceDays: 7 },
    highRiskKeys: 3,
    counts: { findings: 3, accounts: 1, bySeverity: { critical: 1, high: 0, medium: 0, low: 2 } },
    findings: [
      finding,
      {
        ...finding,
        isRoot: false,
        userName: 'bot',
        riskReasons: ['rotation_overdue'],
        ageDays: 365,
      },
    ],
    reportUrl: null,
  };
  const text = renderAlert(pending, message, 'UTC');
  expect(text).toContain('  new_findings of scan 7 (o-example) to siem\n');
  expect(text).toContain('  keys: 3 in 1 account (1 critical, 2 low)\n');
  expect(text).toMatch(
    /critical +payments 111122223333 +<root_account> +\(no id\) +Key of the root user/,
  );
  expect(text).toMatch(/bot +\(no id\) +over 365 d +Last rotated over 365 days ago/);
  expect(text).toMatch(/\nand 1 more\n$/);
});
