import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarizeAccount, type AccountSummary } from './account-summary.ts';
import { judgeAccount, listOwnedKeys } from './judge-account.ts';
import { parseCredentialReport } from './parse-credential-report.ts';
import { policyPresets } from './policy-presets.ts';
import {
  credentialReportCsv,
  keyCells,
  reportAccountId,
  rootRow,
  userRow,
  type ReportRow,
} from './testing/credential-report-csv.ts';
import { daysBefore } from './testing/days-before.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const policy = policyPresets.default;

function summarize(rows: readonly ReportRow[]): AccountSummary {
  const report = parseCredentialReport(credentialReportCsv(rows), reportAccountId);
  return summarizeAccount(judgeAccount(report, listOwnedKeys(report), policy, asOf), policy);
}

/** The cells of a key in slot 1 or 2 that was used today. */
function usedKey(slot: 1 | 2, ageDays: number, active: boolean): ReportRow {
  return keyCells(slot, {
    active: String(active),
    last_rotated: daysBefore(asOf, ageDays).toISOString(),
    last_used_date: asOf.toISOString(),
  });
}

describe('summarizeAccount', () => {
  it('counts nothing in an account without users and keys', () => {
    expect(summarize([rootRow()])).toEqual({
      userCount: 0,
      staleUserCount: 0,
      neverLoggedInCount: 0,
      accessKeyCount: 0,
      activeAccessKeyCount: 0,
      highRiskKeyCount: 0,
      ageBands: [],
    });
  });

  it('counts root among the keys and not among the users', () => {
    const loggedIn = { password_enabled: 'true', password_last_used: asOf.toISOString() };
    const summary = summarize([
      rootRow(usedKey(1, 10, true)),
      userRow('alice', { ...loggedIn, ...usedKey(1, 90, true), ...usedKey(2, 400, false) }),
      userRow('bob', {
        ...loggedIn,
        password_last_used: daysBefore(asOf, 61).toISOString(),
        ...usedKey(1, 400, true),
      }),
      userRow('carol', { password_enabled: 'true', password_last_used: 'no_information' }),
      userRow(
        'dave',
        keyCells(1, {
          active: 'false',
          last_rotated: 'N/A',
          last_used_date: '2020-01-01T00:00:00Z',
        }),
      ),
    ]);
    expect(summary).toEqual({
      userCount: 4,
      staleUserCount: 3,
      neverLoggedInCount: 2,
      accessKeyCount: 5,
      activeAccessKeyCount: 3,
      highRiskKeyCount: 2,
      ageBands: [
        { bandOrder: 0, ageBand: '0-90', activeKeyCount: 2, inactiveKeyCount: 0, highRiskCount: 1 },
        {
          bandOrder: 3,
          ageBand: 'over 365',
          activeKeyCount: 1,
          inactiveKeyCount: 1,
          highRiskCount: 1,
        },
        {
          bandOrder: 4,
          ageBand: 'unknown',
          activeKeyCount: 0,
          inactiveKeyCount: 1,
          highRiskCount: 0,
        },
      ],
    });
  });

  it('the bands add up to the totals', () => {
    const key = fc.tuple(fc.integer({ min: -1, max: 800 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key), { maxLength: 6 }), (users) => {
        const rows = users.map(([first, second], index) =>
          userRow(`user-${index}`, { ...usedKey(1, ...first), ...usedKey(2, ...second) }),
        );
        const { ageBands, ...totals } = summarize([rootRow(), ...rows]);
        const sum = (count: (band: (typeof ageBands)[number]) => number): number =>
          ageBands.map(count).reduce((left, right) => left + right, 0);
        expect(sum((band) => band.activeKeyCount)).toBe(totals.activeAccessKeyCount);
        expect(sum((band) => band.activeKeyCount + band.inactiveKeyCount)).toBe(
          totals.accessKeyCount,
        );
        expect(sum((band) => band.highRiskCount)).toBe(totals.highRiskKeyCount);
      }),
    );
  });
});
