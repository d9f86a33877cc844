import { describe, expect, test } from 'vitest';
import { judgeAccessKey } from './judge-access-key.ts';
import { policySchema } from './policy.ts';
import { judgeSeverity, severities } from './judge-severity.ts';

const asOf = new Date('2026-10-01T12:00:00Z');
const policy = policySchema.parse({ keyRotationDays: 90 });

describe('judgeSeverity', () => {
  test.each([
    ['a root key is critical, whatever its age', { isRoot: true, age: 1, used: 0 }, 'critical'],
    ['overdue and never used is high', { age: 91, used: null }, 'high'],
    ['overdue twice and in use is high', { age: 181, used: 30 }, 'high'],
    ['overdue twice and out of use is medium', { age: 181, used: 31 }, 'medium'],
    ['exactly twice the limit is not over it', { age: 180, used: 30 }, 'medium'],
    ['overdue and in use is medium', { age: 91, used: 30 }, 'medium'],
    ['overdue and out of use is low', { age: 91, used: 31 }, 'low'],
    ['never used and not overdue is low', { age: 90, used: null }, 'low'],
    ['a key without risk has none', { age: 90, used: 1 }, null],
  ])('%s', (_name, { isRoot = false, age, used }: KeyCase, severity) => {
    const judged = judgeAccessKey(
      {
        accountId: '111122223333',
        userName: 'ci',
        userArn: 'arn:aws:iam::111122223333:user/ci',
        isRoot,
      },
      {
        slot: 1,
        accessKeyId: null,
        status: 'Active',
        lastRotatedAt: daysBefore(age),
        lastUsedAt: used === null ? null : daysBefore(used),
        lastUsedRegion: null,
        lastUsedService: null,
      },
      policy,
      asOf,
    );
    expect(judgeSeverity(judged, policy, asOf)).toBe(severity);
    expect(judged.severity).toBe(severity);
    if (severity !== null) expect(severities).toContain(severity);
  });
});

type KeyCase = { readonly isRoot?: boolean; readonly age: number; readonly used: number | null };

function daysBefore(days: number): Date {
  return new Date(asOf.getTime() - days * 86_400_000);
}
