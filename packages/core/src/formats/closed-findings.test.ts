import { describe, expect, test } from 'vitest';
import { policyPresets } from '../policy-presets.ts';
import { makeClosedFinding, makeKeyFinding } from '../testing/make-findings.ts';
import { toAsffClosedKeyFinding } from './asff-closed-key-finding.ts';
import { toAsffKeyFinding } from './asff-key-finding.ts';
import { toOcsfClosedKeyFinding } from './ocsf-closed-key-finding.ts';
import { toOcsfKeyFinding } from './ocsf-key-finding.ts';

const context = {
  organizationId: 'o-abc',
  scanId: 12,
  policy: policyPresets.default,
  region: null,
  importAccountId: null,
};

describe('a finding that is closed', () => {
  test.each([
    ['rotated', 'Close', 'Resolved', 'PASSED'],
    ['deactivated', 'Close', 'Resolved', 'PASSED'],
    ['deleted', 'Close', 'Resolved', 'PASSED'],
    ['used', 'Close', 'Archived', 'PASSED'],
    ['policy_changed', 'Close', 'Archived', 'PASSED'],
    ['account_left', 'Close', 'Archived', 'NOT_AVAILABLE'],
    [null, 'Update', 'Suppressed', 'FAILED'],
  ] as const)('by %s is told with %s, %s and %s', (resolution, activity, status, compliance) => {
    const finding = makeClosedFinding({ resolution });
    expect(toOcsfClosedKeyFinding(finding, context)).toMatchObject({
      class_uid: 2008,
      activity_name: activity,
      status,
      status_detail: resolution ?? 'exempted',
      time: Date.UTC(2026, 1, 2, 3),
    });
    expect(toAsffClosedKeyFinding(finding, context)).toMatchObject({
      RecordState: 'ARCHIVED',
      Compliance: { Status: compliance },
      UpdatedAt: '2026-02-02T03:00:00.000Z',
    });
  });

  test('is the same one as before in every way by which a receiver knows it', () => {
    const open = { ocsf: toOcsfKeyFinding(makeKeyFinding(), context) };
    const closed = { ocsf: toOcsfClosedKeyFinding(makeClosedFinding(), context) };
    const pick = ({ finding_info: info }: Readonly<Record<string, unknown>>) => {
      const { uid, title, created_time: created } = info as Readonly<Record<string, unknown>>;
      return { uid, title, created };
    };
    expect(pick(closed.ocsf)).toEqual(pick(open.ocsf));
    const before = toAsffKeyFinding(makeKeyFinding(), context);
    const after = toAsffClosedKeyFinding(makeClosedFinding(), context);
    for (const field of ['Id', 'ProductArn', 'GeneratorId', 'Title', 'CreatedAt', 'Types'] as const)
      expect(after[field]).toEqual(before[field]);
  });

  test('is closed by one and the same event in each later report', () => {
    const of = (scanId: number, resolution: 'deleted' | null) =>
      toOcsfClosedKeyFinding(makeClosedFinding({ resolution }), { ...context, scanId }).metadata
        .uid;
    expect(of(12, 'deleted')).toBe(of(13, 'deleted'));
    expect(of(12, null)).not.toBe(of(13, null));
  });

  test('by an exemption says until when and why', () => {
    const exempted = makeClosedFinding({
      resolution: null,
      exemptedUntil: '2026-12-31',
      exemptionReason: 'vendor replaces it',
    });
    const words = 'Exempted until 2026-12-31: vendor replaces it.';
    expect(toOcsfClosedKeyFinding(exempted, context)).toMatchObject({
      finding_info: { desc: words },
    });
    expect(toAsffClosedKeyFinding(exempted, context).Description).toBe(words);
  });
});
