import {
  nameAgeBands,
  unknownAgeBand,
  type ReportViewName,
  type ViewReading,
} from '@credsweep/core';
import { joinByAccount } from '../read-account-groups.ts';
import { readRecords } from '../read-records.ts';
import { deriveOwnerSummary, deriveUnitSummary } from './derive-roll-ups.ts';
import { rejudgeAccessKey, type StoredRecord } from './rejudge-record.ts';
import { readJudged, toReading, type WhatIfSource } from './what-if-source.ts';

/** Reads a view as it would stand if its facts had been judged by another policy. */
export function deriveView(view: ReportViewName, source: WhatIfSource): Promise<ViewReading> {
  return derivations[view](source);
}

/** Facts that no policy judges, and the scans' own totals, stay as they are stored. */
const derivations = {
  aws_staleuser_details: (source) => judgeRows(source, 'aws_staleuser_details'),
  aws_accesskey_details: (source) => judgeRows(source, 'aws_accesskey_details'),
  aws_accesskey_highrisk: deriveHighRiskKeys,
  aws_staleuser_summary: deriveUserSummary,
  aws_accesskey_summary: deriveAccessKeySummary,
  root_credentials: ({ reader, scanId }) => reader.readView('root_credentials', scanId),
  scan_coverage: ({ reader, scanId }) => reader.readView('scan_coverage', scanId),
  key_findings: ({ reader, scanId }) => reader.readView('key_findings', scanId),
  organization_trend: ({ reader, scanId }) => reader.readView('organization_trend', scanId),
  organization_unit_summary: deriveUnitSummary,
  owner_summary: deriveOwnerSummary,
} satisfies Record<ReportViewName, (source: WhatIfSource) => Promise<ViewReading>>;

async function judgeRows(
  source: WhatIfSource,
  view: 'aws_staleuser_details' | 'aws_accesskey_details',
): Promise<ViewReading> {
  const { columns } = await source.reader.readView(view, source.scanId);
  return toReading(columns, readJudged(source, view));
}

/** A key that the scan did not flag has no finding, so that nobody knows whether it would be new. */
async function deriveHighRiskKeys({ reader, scanId, policy }: WhatIfSource): Promise<ViewReading> {
  const flagged = await reader.readView('aws_accesskey_highrisk', scanId);
  const details = await reader.readView('aws_accesskey_details', scanId);
  async function* readFlagged(): AsyncGenerator<StoredRecord> {
    for await (const { groups } of joinByAccount([details, flagged])) {
      const [keys, findings] = groups;
      const findingOf = new Map(findings?.records.map((record) => [nameKey(record), record]));
      for (const key of keys?.records ?? []) {
        const judged = rejudgeAccessKey(key, policy);
        if (judged['is_high_risk'] === true) yield { ...findingOf.get(nameKey(key)), ...judged };
      }
    }
  }
  return toReading(flagged.columns, readFlagged());
}

/** Slots tell the keys of one reading apart. */
function nameKey(record: StoredRecord): string {
  return `${String(record['key_slot'])} ${String(record['user_arn'])}`;
}

async function deriveUserSummary(source: WhatIfSource): Promise<ViewReading> {
  const { staleUsersByAccount } = await source.countVerdicts();
  const stored = await source.reader.readView('aws_staleuser_summary', source.scanId);
  async function* readSorted(): AsyncGenerator<StoredRecord> {
    const records: StoredRecord[] = [];
    for await (const record of readRecords(stored)) {
      const staleUsers = staleUsersByAccount.get(String(record['account_id'])) ?? 0;
      records.push({
        ...record,
        stale_user_count: staleUsers,
        stale_percent: toPercent(staleUsers, Number(record['user_count'])),
      });
    }
    yield* records.toSorted(
      (left, right) =>
        Number(right['stale_user_count']) - Number(left['stale_user_count']) ||
        (String(left['account_id']) < String(right['account_id']) ? -1 : 1),
    );
  }
  return toReading(stored.columns, readSorted());
}

async function deriveAccessKeySummary(source: WhatIfSource): Promise<ViewReading> {
  const { columns } = await source.reader.readView('aws_accesskey_summary', source.scanId);
  const { ageBands } = await source.countVerdicts();
  const order = [...nameAgeBands(source.policy.ageBandsDays), unknownAgeBand];
  async function* readBands(): AsyncGenerator<StoredRecord> {
    for (const [accountId, { accountName, bands }] of ageBands) {
      for (const ageBand of order) {
        const counts = bands.get(ageBand);
        if (counts === undefined) continue;
        yield {
          account_id: accountId,
          account_name: accountName,
          age_band: ageBand,
          active_key_count: counts.active,
          inactive_key_count: counts.inactive,
          high_risk_count: counts.highRisk,
        };
      }
    }
  }
  return toReading(columns, readBands());
}

/** One decimal, as the view has it. */
function toPercent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10;
}
