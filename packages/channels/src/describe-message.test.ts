import { describe, expect, test } from 'vitest';
import { describeMessage, describeOmitted, findWorstSeverity } from './describe-message.ts';
import { largeMessage, sampleMessage } from './testing/sample-message.ts';

const noFindings = {
  findings: 0,
  accounts: 0,
  bySeverity: { critical: 0, high: 0, medium: 0, low: 0 },
};

describe('a message in words', () => {
  test('counts new keys, their accounts and severities', () => {
    expect(describeMessage(sampleMessage())).toMatchObject({
      headline: '5 new high-risk access keys in 5 accounts',
      severities: '1 critical, 2 high, 1 medium, 1 low',
      note: null,
      reportUrl: 'https://credsweep.example.com/reports/42?tab=keys&new=1',
    });
  });

  test('says its scan, coverage and policy', () => {
    expect(describeMessage(sampleMessage()).facts).toEqual([
      ['Organization', 'o-abcdef1234'],
      ['As of', 'scan 42, 2026-11-22 03:00 UTC'],
      ['Coverage', '498 of 500 accounts (99.6 %)'],
      [
        'Policy',
        'default (rotated over 365 days ago, never used for over 7 days, or of a root user)',
      ],
      ['High-risk keys in all', '130'],
    ]);
  });

  test('warns of accounts that could not be read, and only then', () => {
    expect(describeMessage(sampleMessage()).warning).toMatch(/^2 accounts could not be read/);
    const coverage = { accounts: 3, scanned: 2, failed: 0, skipped: 1, percent: 100 };
    expect(describeMessage(sampleMessage({ coverage })).warning).toBeNull();
  });

  test.each([
    ['new_findings', 'no new high-risk access keys'],
    ['digest', 'Daily digest: no new high-risk access keys'],
    ['baseline', 'Baseline: no high-risk access keys'],
    ['test', 'Test message: alerts reach this channel'],
  ] as const)('of the kind %s without findings says: %s', (kind, headline) => {
    const words = describeMessage(sampleMessage({ kind, findings: [], counts: noFindings }));
    expect(words).toMatchObject({ headline, severities: '' });
  });

  test('of the baseline calls no key new and says what follows', () => {
    const words = describeMessage(sampleMessage({ kind: 'baseline' }));
    expect(words.headline).toBe('Baseline: 5 high-risk access keys in 5 accounts');
    expect(words.note).toMatch(/first completed scan/);
  });

  test('that is a test speaks of no scan', () => {
    const words = describeMessage(sampleMessage({ kind: 'test', scanId: null }));
    expect(words.facts).toEqual([['Sent', '2026-11-22 03:04 UTC']]);
    expect(words.warning).toBeNull();
  });

  test.each(['javascript:alert(1)', 'nonsense', `https://x.example/${'a'.repeat(2001)}`])(
    'has no link to %.30s',
    (reportUrl) => {
      expect(describeMessage(sampleMessage({ reportUrl })).reportUrl).toBeNull();
    },
  );

  test('says how many findings it leaves out', () => {
    const message = largeMessage(1210);
    expect(describeOmitted(message, 10)?.text).toBe('and 1,200 more');
    expect(describeOmitted(message, 0)?.text).toBe('see all 1,210');
    expect(describeOmitted(message, 1210)).toBeNull();
  });

  test('knows its gravest severity', () => {
    expect(findWorstSeverity(sampleMessage().counts)).toBe('critical');
    expect(findWorstSeverity(noFindings)).toBeNull();
  });
});
