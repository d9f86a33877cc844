import { describe, expect, test } from 'vitest';
import { policyPresets } from '../policy-presets.ts';
import type { KeyFinding } from '../key-finding.ts';
import { makeKeyFinding } from '../testing/make-findings.ts';
import { alertSettingsSchema, type AlertSettings } from './alert-settings.ts';
import { planAlerts, type ClosedScan, type PlannedAlert } from './plan-alerts.ts';
import { readAlertMessage, type StoredAlertMessage } from './read-alert-message.ts';

const closedAt = new Date('2026-06-15T12:05:00Z');

function buildKeyFinding(given: Partial<KeyFinding> = {}): KeyFinding {
  return makeKeyFinding({ findingId: 1, severity: 'medium', accountId: '111122223333', ...given });
}

function closeScan(given: Partial<ClosedScan> = {}): ClosedScan {
  return {
    scanId: 7,
    organizationId: 'o-example',
    asOf: new Date('2026-06-15T12:00:00Z'),
    closedAt,
    coverage: { accounts: 3, scanned: 2, failed: 1, skipped: 0, percent: 66.6 },
    policy: policyPresets.default,
    highRiskKeys: 40,
    isBaseline: false,
    listsBaseline: false,
    findings: [buildKeyFinding()],
    digests: [],
    ...given,
  };
}

function settle(given: Record<string, unknown> = {}): AlertSettings {
  return alertSettingsSchema.parse({
    channels: { log: { type: 'json-lines', path: '-' } },
    ...given,
  });
}

function plan(scan: ClosedScan, settings: AlertSettings): readonly PlannedAlert[] {
  let count = 0;
  return planAlerts(scan, settings, () => `id-${(count += 1)}`);
}

const many = Array.from({ length: 10_000 }, (_, index) =>
  buildKeyFinding({
    findingId: index + 1,
    accountId: String(100_000_000_000 + (index % 500)),
    severity: index === 9_999 ? 'critical' : index % 2 === 0 ? 'low' : 'medium',
    ageDays: index,
  }),
);

describe('a scan that opened findings', () => {
  test('is one message to each channel, due at once', () => {
    const planned = plan(
      closeScan(),
      settle({
        channels: {
          log: { type: 'json-lines', path: '-' },
          file: { type: 'json-lines', path: 'a.ndjson' },
        },
        reportUrl: 'https://reports.example/{scanId}/index?scan={scanId}',
      }),
    );
    expect(planned.map(({ channel, dueAt, subjects }) => [channel, dueAt, subjects])).toEqual([
      ['log', closedAt, null],
      ['file', closedAt, null],
    ]);
    expect(planned.map(({ message }) => message.messageId)).toEqual(['id-1', 'id-2']);
    expect(planned[0]?.message).toMatchObject({
      kind: 'new_findings',
      scanId: 7,
      highRiskKeys: 40,
      coverage: { failed: 1 },
      policy: { name: 'default', keyRotationDays: 365 },
      counts: { findings: 1, accounts: 1, bySeverity: { critical: 0, high: 0, medium: 1, low: 0 } },
      reportUrl: 'https://reports.example/7/index?scan=7',
    });
  });

  test('of ten thousand has true counts, and lists the worst hundred, the gravest and oldest first', () => {
    const [planned] = plan(closeScan({ findings: many }), settle());
    expect(planned?.message.counts).toEqual({
      findings: 10_000,
      accounts: 500,
      bySeverity: { critical: 1, high: 0, medium: 4999, low: 5000 },
    });
    const listed = planned?.message.findings ?? [];
    expect(listed).toHaveLength(100);
    expect(listed.slice(0, 3).map(({ severity, ageDays }) => [severity, ageDays])).toEqual([
      ['critical', 9999],
      ['medium', 9997],
      ['medium', 9995],
    ]);
  });

  test('that no route of a channel takes is nothing to it', () => {
    const settings = settle({ routes: [{ channels: ['log'], minSeverity: 'high' }] });
    expect(plan(closeScan(), settings)).toEqual([]);
  });
});

test('a scan with nothing new is no message', () => {
  expect(plan(closeScan({ findings: [] }), settle())).toEqual([]);
});

describe('the first scan', () => {
  const baseline = closeScan({ isBaseline: true });

  test.each([
    ['summary', false, 0],
    ['list', false, 1],
    ['summary', true, 1],
    ['none', true, 1],
  ])('with "%s", and the flag %s, lists %i keys', (wanted, listsBaseline, listed) => {
    const [planned] = plan({ ...baseline, listsBaseline }, settle({ baseline: wanted }));
    expect(planned?.message.kind).toBe('baseline');
    expect(planned?.message.counts.findings).toBe(1);
    expect(planned?.message.findings).toHaveLength(listed);
  });

  test('is not told of where nobody wants to know', () => {
    expect(plan(baseline, settle({ baseline: 'none' }))).toEqual([]);
  });

  test('is told of though it found nothing, and at once where others wait for their digest', () => {
    const channels = { log: { type: 'json-lines', path: '-', digest: { at: '08:00' } } };
    const planned = plan({ ...baseline, findings: [] }, settle({ channels }));
    expect(planned).toMatchObject([{ dueAt: closedAt, message: { kind: 'baseline' } }]);
  });
});

describe('a digest', () => {
  const channels = { log: { type: 'json-lines', path: '-', digest: { at: '08:00' } } };
  const settings = settle({ channels });
  const dueAt = new Date('2026-06-16T08:00:00Z');

  test('waits for its time', () => {
    expect(plan(closeScan(), settings)).toMatchObject([
      {
        dueAt,
        message: { kind: 'digest', messageId: 'id-1' },
        subjects: [{ findingId: 1, accountId: '111122223333', severity: 'medium' }],
      },
    ]);
  });

  test('takes up what later scans of the day open, under the same id, each finding once as it is now', () => {
    const first = plan(
      closeScan({ findings: [buildKeyFinding(), buildKeyFinding({ findingId: 2 })] }),
      settings,
    );
    const again = closeScan({
      scanId: 8,
      closedAt: new Date('2026-06-15T18:00:00Z'),
      findings: [
        buildKeyFinding({ findingId: 2, severity: 'critical', accountId: '444455556666' }),
        buildKeyFinding({ findingId: 3 }),
      ],
      digests: first.map(({ channel, message, subjects }) => ({
        channel,
        dueAt,
        subjects: subjects ?? [],
        message: readAlertMessage(JSON.parse(JSON.stringify(message)) as StoredAlertMessage),
      })),
    });
    const [planned] = planAlerts(again, settings, () => 'another id');
    expect(planned?.message).toMatchObject({
      messageId: 'id-1',
      scanId: 8,
      createdAt: closedAt,
      counts: { findings: 3, accounts: 2, bySeverity: { critical: 1, high: 0, medium: 2, low: 0 } },
    });
    expect(planned?.message.findings.map(({ findingId }) => findingId)).toEqual([2, 1, 3]);
    expect(planned?.message.findings[1]).toEqual(buildKeyFinding());
  });

  test('of another day or channel is left alone', () => {
    const [pending] = plan(closeScan(), settings);
    const digests = [
      {
        channel: 'log',
        dueAt: new Date('2026-06-15T08:00:00Z'),
        message: pending!.message,
        subjects: [],
      },
      { channel: 'other', dueAt, message: pending!.message, subjects: [] },
    ];
    const [planned] = planAlerts(closeScan({ digests }), settings, () => 'new id');
    expect(planned?.message.messageId).toBe('new id');
    expect(planned?.message.counts.findings).toBe(1);
  });
});
