import {
  judgeAccessKey,
  judgeStaleness,
  judgeUser,
  parseCredentialReport,
  parsePolicyFile,
  policyPresets,
  nameAgeBands,
  type Policy,
} from '@credsweep/core';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { repository } from './read-documents.ts';

const page = readFileSync(`${repository}docs/rules.md`, 'utf8');
const asOf = new Date('2026-03-01T12:00:00Z');
const policy: Policy = policyPresets.default;
const accountId = '123456789012';

describe('docs/rules.md', () => {
  test('has the presets as they are', () => {
    const rows = readTable('Presets').map(([preset, ...numbers]) => [
      preset,
      ...numbers.slice(0, 3),
    ]);
    expect(rows).toEqual(
      Object.values(policyPresets).map((preset: Policy) => [
        preset.name,
        String(preset.staleAfterDays),
        String(preset.keyRotationDays),
        String(preset.neverUsedKeyGraceDays),
      ]),
    );
    expect(page).toContain('`staleRule` is `login`, and `includeInactiveKeys` is `false`');
    for (const preset of Object.values(policyPresets))
      expect(preset).toMatchObject({ staleRule: 'login', includeInactiveKeys: false });
    for (const preset of Object.values(policyPresets))
      for (const band of nameAgeBands(preset.ageBandsDays)) expect(page).toContain(`\`${band}\``);
  });

  const users = readTable('Stale users');
  test.each(users)(
    'judges a user: password %s, last login %s, last use of a key %s',
    (password, login, keyUse, byLogin, byActivity, days) => {
      const user = {
        userName: 'bot',
        passwordEnabled: password === 'yes',
        lastLoginAt: readDate(login),
        lastKeyUsedAt: readDate(keyUse),
      };
      const [ofLogin, ofActivity] = (['login', 'activity'] as const).map((staleRule) =>
        judgeStaleness(accountId, user, { ...policy, staleRule }, asOf),
      );
      expect(ofLogin?.staleReason ?? null).toBe(readWord(byLogin));
      expect(ofActivity?.staleReason ?? null).toBe(readWord(byActivity));
      expect([ofLogin?.staleByLogin, ofLogin?.staleByActivity]).toEqual(
        [byLogin, byActivity].map((verdict) => readWord(verdict) !== null),
      );
      const { daysSinceLogin } = judgeUser(
        accountId,
        {
          ...user,
          userArn: '',
          createdAt: asOf,
          mfaActive: false,
          accessKeys: [],
          hasAdditionalCredentials: false,
        },
        policy,
        asOf,
      );
      expect(daysSinceLogin === null ? '–' : String(daysSinceLogin)).toBe(days);
    },
  );

  const keys = readTable('High-risk keys');
  test.each(keys)(
    'judges a key of a %s: %s, last rotated %s, last used %s',
    (owner, status, rotated, used, reasons, severity, band, age) => {
      const isRoot = owner === 'root';
      const judged = judgeAccessKey(
        { accountId, userName: isRoot ? '<root_account>' : 'bot', userArn: '', isRoot },
        {
          slot: 1,
          status: status === 'Active' ? 'Active' : 'Inactive',
          lastRotatedAt: readDate(rotated),
          lastUsedAt: readDate(used),
          lastUsedRegion: null,
          lastUsedService: null,
          accessKeyId: null,
        },
        policy,
        asOf,
      );
      expect(judged.riskReasons.join(', ') || '–').toBe(reasons);
      expect(judged.severity).toBe(readWord(severity));
      expect([judged.ageBand, String(judged.ageDays)]).toEqual([band, age]);
    },
  );

  test('has examples of each reason', () => {
    for (const reason of [
      'no_password',
      'never_logged_in',
      'last_login_over_threshold',
      'never_active',
      'last_activity_over_threshold',
    ])
      expect(users.flat()).toContain(reason);
    for (const word of [
      'root_key',
      'rotation_overdue',
      'never_used',
      'critical',
      'high',
      'medium',
      'low',
    ])
      expect(keys.flat().join()).toContain(word);
  });

  test('has examples of exemptions that cover what they say', () => {
    const [, yaml = ''] = /^```yaml\n(exemptions:\n[^]*?)^```$/m.exec(page) ?? [];
    const { exemptions } = parsePolicyFile(yaml, 'rules.md');
    const [ofRoot, ofUsers] = exemptions;
    const covers = (exemption: typeof ofRoot, account: string, userName: string): boolean =>
      judgeAccessKey(
        { accountId: account, userName, userArn: '', isRoot: userName === '<root_account>' },
        {
          slot: 1,
          status: 'Active',
          lastRotatedAt: new Date('2020-01-01'),
          lastUsedAt: null,
          lastUsedRegion: null,
          lastUsedService: null,
          accessKeyId: null,
        },
        { ...policy, exemptions: exemption === undefined ? [] : [exemption] },
        asOf,
      ).riskReasons.includes('exempted');
    expect(exemptions).toHaveLength(2);
    expect(covers(ofRoot, accountId, '<root_account>')).toBe(true);
    expect(covers(ofRoot, accountId, 'anna')).toBe(false);
    expect(covers(ofRoot, '210987654321', '<root_account>')).toBe(false);
    expect(covers(ofUsers, accountId, 'anna')).toBe(true);
    expect(covers(ofUsers, accountId, '<root_account>')).toBe(false);
  });

  test('has the columns of a credential report that mean something', () => {
    const cells = readTable('What the cells of a credential report mean').map(
      ([cell = '']) => cell.split(' ')[0] ?? '',
    );
    const columns = cells
      .filter((cell) => cell.includes('_'))
      .map((cell) => cell.replace('_N_', '_1_'));
    const header = [...new Set(['user', 'arn', 'user_creation_time', 'mfa_active', ...columns])];
    for (const column of columns.filter((name) => name !== 'additional_credentials_info')) {
      const csv = header.filter((name) => name !== column).join(',');
      expect(() => parseCredentialReport(csv, accountId), column).toThrow(column);
    }
  });
});

/** The cells of the first table below a heading, without their quotes. */
function readTable(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const lines = section.slice(section.indexOf('\n|') + 1).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

function readDate(cell: string | undefined): Date | null {
  return cell === undefined || cell === '–' ? null : new Date(cell);
}

function readWord(cell: string | undefined): string | null {
  return cell === undefined || cell === '–' ? null : cell;
}
