import type { ScanStatus } from '@credsweep/core';
import { expect, test } from 'vitest';
import { renderScanStatus, renderScanStatusLine } from './render-scan-status.ts';
import { renderTable } from './render-table.ts';

const going: ScanStatus = {
  scanId: 12,
  organizationId: 'o-example',
  state: 'scanning',
  startedAt: new Date('2026-06-15T12:00:00Z'),
  finishedAt: null,
  errorCode: null,
  errorMessage: null,
  policyName: 'cis',
  notice: null,
  elapsedSeconds: 300,
  accounts: 1000,
  scanned: 470,
  failed: 10,
  skipped: 20,
  waiting: 500,
  running: 16,
  finishedLastMinute: 120,
  failuresByCode: [
    { code: 'role_missing_or_denied', accounts: 9 },
    { code: 'throttled', accounts: 1 },
  ],
};

test('a scan that goes on shows its bar, counts, pace, time left and failures by code', () => {
  expect(renderScanStatus(going, { color: false })).toBe(
    `Scan 12 of o-example: scanning, policy cis
${'█'.repeat(16)}${'░'.repeat(16)}  50 %  500 of 1000 accounts, 10 failed, 20 skipped, 16 running
for 5 min 0 s, 120 accounts/min, about 4 min 10 s left
Failures by code
       9  role_missing_or_denied
       1  throttled
`,
  );
});

test('in a log it is one line', () => {
  expect(renderScanStatusLine(going)).toBe(
    'Scan 12 scanning: 500 of 1000 accounts, 10 failed, 20 skipped, 16 running ' +
      '(9 role_missing_or_denied, 1 throttled), for 5 min 0 s, 120 accounts/min, about 4 min 10 s left\n',
  );
});

test('a scan that failed says why, and nothing in the reason can steer the terminal', () => {
  const failed = {
    ...going,
    state: 'failed',
    errorCode: 'access_denied',
    errorMessage: 'No\u001b[2J.',
  } as const;
  expect(renderScanStatus(failed, { color: false })).toContain('No\ufffd[2J. [access_denied]\n');
});

test('99.9 percent is not all', () => {
  const nearly = { ...going, waiting: 1 };
  expect(renderScanStatus(nearly, { color: false })).toContain(' 99 %');
});

test('a table is columns of text, without lines and without control characters', () => {
  expect(
    renderTable(
      ['scan', 'policy'],
      [
        ['1', 'default'],
        ['12', 'a\u0007b'],
      ],
    ),
  ).toBe('SCAN  POLICY\n1     default\n12    a\ufffdb\n');
});
