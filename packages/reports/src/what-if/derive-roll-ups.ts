import { severities, type ViewReading } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import { countRollUps, emptyRollUp, type RollUp } from './count-roll-ups.ts';
import type { StoredRecord } from './rejudge-record.ts';
import { toReading, type WhatIfSource } from './what-if-source.ts';

/** Derives `organization_unit_summary`: its units and what they have stay, what is flagged is counted anew. */
export async function deriveUnitSummary(source: WhatIfSource): Promise<ViewReading> {
  const stored = await source.reader.readView('organization_unit_summary', source.scanId);
  async function* readUnits(): AsyncGenerator<StoredRecord> {
    const counts = await countRollUps(source, findUnits);
    for await (const record of readRecords(stored)) {
      const flagged = counts.get(String(record['ou_path'] ?? unknown)) ?? emptyRollUp();
      yield { ...record, ...toColumns(flagged) };
    }
  }
  return toReading(stored.columns, readUnits());
}

/** Derives `owner_summary`; who answers for a user is as the scan learnt it. */
export async function deriveOwnerSummary(source: WhatIfSource): Promise<ViewReading> {
  const { columns } = await source.reader.readView('owner_summary', source.scanId);
  async function* readOwners(): AsyncGenerator<StoredRecord> {
    const counts = await countRollUps(source, ({ owner }) => [String(owner ?? unknown)]);
    const owners = [...counts].toSorted(
      ([leftOwner, left], [rightOwner, right]) =>
        rankWorst(left) - rankWorst(right) ||
        right.highRiskKeys - left.highRiskKeys ||
        right.staleUsers - left.staleUsers ||
        (leftOwner < rightOwner ? -1 : 1),
    );
    for (const [owner, flagged] of owners)
      yield {
        ...toColumns(flagged),
        owner,
        account_count: flagged.accountIds.size,
        worst_severity: severities[rankWorst(flagged)] ?? null,
        oldest_data_as_of: flagged.oldestDataAsOf,
      };
  }
  return toReading(columns, readOwners());
}

/** The root and every unit that an account is in, as the view names them. */
function findUnits(record: StoredRecord): readonly string[] {
  const parts = String(record['organization_path'] ?? '').split('/');
  const units = parts.flatMap((part, index) =>
    /^(?:ou|r)-/.test(part) ? [`${parts.slice(0, index + 1).join('/')}/`] : [],
  );
  return units.length === 0 ? [unknown] : units;
}

function toColumns({ staleUsers, highRiskKeys, bySeverity }: RollUp): StoredRecord {
  return {
    stale_user_count: staleUsers,
    high_risk_key_count: highRiskKeys,
    ...Object.fromEntries(
      severities.map((severity) => [`${severity}_key_count`, bySeverity[severity]]),
    ),
  };
}

/** Position of the gravest severity that occurs; after all of them where none does. */
function rankWorst({ bySeverity }: RollUp): number {
  const worst = severities.findIndex((severity) => bySeverity[severity] > 0);
  return worst === -1 ? severities.length : worst;
}

const unknown = 'unknown';
