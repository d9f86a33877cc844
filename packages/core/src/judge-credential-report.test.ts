import { describe, expect, it } from 'vitest';
import { judgeCredentialReport } from './judge-credential-report.ts';
import { policyPresets } from './policy-presets.ts';
import {
  credentialReportCsv,
  keyCells,
  reportAccountId,
  rootRow,
  userRow,
} from './testing/credential-report-csv.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const usedKey = {
  last_rotated: '2026-06-01T00:00:00Z',
  last_used_date: '2026-11-20T00:00:00Z',
};
const csv = credentialReportCsv([
  rootRow(keyCells(1)),
  userRow('alice', {
    password_enabled: 'true',
    password_last_used: '2026-10-01T12:00:00Z',
    ...keyCells(1, usedKey),
  }),
]);

describe('judgeCredentialReport', () => {
  it('judges users and keys, the root key among them, and counts them', () => {
    const judged = judgeCredentialReport(csv, { accountId: reportAccountId, asOf });
    expect(judged.users.map(({ userName, isStale }) => [userName, isStale])).toEqual([
      ['alice', false],
    ]);
    expect(
      judged.accessKeys.map(({ userName, slot, isHighRisk, riskReasons }) => [
        userName,
        slot,
        isHighRisk,
        riskReasons,
      ]),
    ).toEqual([
      ['<root_account>', 1, true, ['root_key', 'rotation_overdue', 'never_used']],
      ['alice', 1, false, []],
    ]);
    expect(judged.summary).toMatchObject({ userCount: 1, staleUserCount: 0, highRiskKeyCount: 1 });
  });

  it('judges by another policy', () => {
    const { summary } = judgeCredentialReport(csv, {
      accountId: reportAccountId,
      asOf,
      policy: policyPresets.cis,
    });
    expect(summary).toMatchObject({ userCount: 1, staleUserCount: 1, highRiskKeyCount: 2 });
  });

  it.each([
    { what: 'a report of another account', id: '999999999999', code: 'report_account_mismatch' },
    { what: 'a time that is none', time: new Date('tomorrow'), code: 'usage_invalid' },
    { what: 'a text that is no report', text: 'user\nalice\n', code: 'report_malformed' },
  ])('refuses $what', ({ id = reportAccountId, time = asOf, text = csv, code }) => {
    expect(() => judgeCredentialReport(text, { accountId: id, asOf: time })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
