import { describe, expect, it } from 'vitest';
import { judgeAccount, listOwnedKeys } from './judge-account.ts';
import { parseCredentialReport } from './parse-credential-report.ts';
import { policyPresets } from './policy-presets.ts';
import {
  credentialReportCsv,
  keyCells,
  reportAccountId,
  rootRow,
  userRow,
} from './testing/credential-report-csv.ts';

const asOf = new Date('2026-11-21T12:00:00Z');
const report = parseCredentialReport(
  credentialReportCsv([
    userRow('alice', { ...keyCells(1, { last_rotated: '2026-11-20T00:00:00Z' }), ...keyCells(2) }),
    rootRow(keyCells(1)),
    userRow('bob'),
  ]),
  reportAccountId,
);

describe('listOwnedKeys', () => {
  it('lists every key with its owner, those of root first, none with an id', () => {
    expect(
      listOwnedKeys(report).map(({ owner, key }) => [
        owner.userName,
        owner.isRoot,
        key.slot,
        key.accessKeyId,
      ]),
    ).toEqual([
      ['<root_account>', true, 1, null],
      ['alice', false, 1, null],
      ['alice', false, 2, null],
    ]);
  });

  it('lists the keys of users where the report has no root row', () => {
    expect(listOwnedKeys({ ...report, root: null }).map(({ owner }) => owner.userName)).toEqual([
      'alice',
      'alice',
    ]);
  });
});

describe('judgeAccount', () => {
  const judged = judgeAccount(report, listOwnedKeys(report), policyPresets.default, asOf);

  it('root is not among the users, its keys are among the keys', () => {
    expect(judged.users.map((user) => user.userName)).toEqual(['alice', 'bob']);
    expect(judged.root).toBe(report.root);
    expect(judged.accessKeys.map((key) => [key.userName, key.slot, key.riskReasons])).toEqual([
      ['<root_account>', 1, ['root_key', 'rotation_overdue', 'never_used']],
      ['alice', 1, []],
      ['alice', 2, ['rotation_overdue', 'never_used']],
    ]);
  });

  it('what IAM corrected after the report counts for the key and for its user', () => {
    const usedAt = new Date('2026-11-21T11:00:00Z');
    const corrected = listOwnedKeys(report)
      .filter(({ key }) => key.slot === 1)
      .map(({ owner, key }) => ({
        owner,
        key: { ...key, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', lastUsedAt: usedAt },
      }));
    const alice = judgeAccount(report, corrected, policyPresets.default, asOf).users[0];
    expect(alice).toMatchObject({
      userName: 'alice',
      activeKeyCount: 1,
      lastKeyUsedAt: usedAt,
      staleByActivity: false,
    });
  });

  it('keys belong to users by ARN, so a user without keys gets none', () => {
    expect(judged.users.map((user) => user.accessKeys.length)).toEqual([2, 0]);
  });

  it('an exemption by tag forgives user and key of those whose tags were read', () => {
    const policy = {
      ...policyPresets.default,
      exemptions: [
        { tag: { key: 'purpose', value: 'demo' }, reason: 'agreed', expires: '2026-12-31' },
      ],
    };
    const judge = (tags: ReadonlyMap<string, Record<string, string>>) =>
      judgeAccount(report, listOwnedKeys(report), policy, asOf, tags);
    const arnOf = (name: string): string => `arn:aws:iam::${reportAccountId}:user/${name}`;
    const before = judge(new Map());
    const after = judge(
      new Map([
        [arnOf('alice'), { purpose: 'demo' }],
        [arnOf('bob'), { purpose: 'work' }],
      ]),
    );
    const flagged = ({ users, accessKeys }: typeof before) => ({
      stale: users.filter(({ isStale }) => isStale).map(({ userName }) => userName),
      keys: accessKeys
        .filter(({ isHighRisk }) => isHighRisk)
        .map(({ userName, slot }) => `${userName} ${slot}`),
    });
    expect(flagged(before)).toEqual({
      stale: ['alice', 'bob'],
      keys: ['<root_account> 1', 'alice 2'],
    });
    expect(flagged(after)).toEqual({ stale: ['bob'], keys: ['<root_account> 1'] });
    expect(after.users[0]).toMatchObject({ staleReason: 'exempted' });
  });
});
