import { severities, type ReportReader, type Severity, type ViewValue } from '@credsweep/core';
import { readRecords } from './read-records.ts';

/** What is flagged at one owner or in one organizational unit. */
export type RollUp = {
  readonly name: string;
  readonly accounts: number;
  readonly staleUsers: number;
  readonly highRiskKeys: number;
  readonly highRiskKeysBySeverity: Readonly<Record<Severity, number>>;
};

/** A unit with those below it. */
export type UnitRollUp = RollUp & {
  /** Units above it; 0 for the root. */
  readonly depth: number;
  /** Active accounts that no scan has read; they are in no other count. */
  readonly unreadAccounts: number;
};

/** Roll-ups of a scan; empty where they would say nothing. */
export type RollUps = {
  /** The worst first; empty as long as no owner is known. */
  readonly owners: readonly RollUp[];
  /** The root first, each unit before those below it; empty for fewer than two units. */
  readonly units: readonly UnitRollUp[];
};

/** Reads what is flagged by owner and by organizational unit. */
export async function readRollUps(reader: ReportReader, scanId: number): Promise<RollUps> {
  const [owners, units] = await Promise.all([
    readOwners(reader, scanId),
    readUnits(reader, scanId),
  ]);
  return {
    owners: owners.some(({ name }) => name !== 'unknown') ? owners : [],
    units: units.filter(({ depth }) => depth > 0).length > 1 ? units : [],
  };
}

async function readOwners(reader: ReportReader, scanId: number): Promise<readonly RollUp[]> {
  const owners: RollUp[] = [];
  for await (const row of readRecords(await reader.readView('owner_summary', scanId)))
    owners.push(toRollUp(String(row['owner']), row));
  return owners;
}

async function readUnits(reader: ReportReader, scanId: number): Promise<readonly UnitRollUp[]> {
  const units: UnitRollUp[] = [];
  for await (const row of readRecords(await reader.readView('organization_unit_summary', scanId))) {
    const path = String(row['ou_path'] ?? '');
    units.push({
      ...toRollUp(String(row['ou_id']), row),
      // A path is `o-…/r-…/` for the root, and one step longer for each unit.
      depth: Math.max(0, path.split('/').length - 3),
      unreadAccounts: Number(row['unread_account_count'] ?? 0),
    });
  }
  return units;
}

function toRollUp(name: string, row: Readonly<Record<string, ViewValue>>): RollUp {
  const count = (column: string): number => Number(row[column] ?? 0);
  return {
    name,
    accounts: count('account_count'),
    staleUsers: count('stale_user_count'),
    highRiskKeys: count('high_risk_key_count'),
    highRiskKeysBySeverity: Object.fromEntries(
      severities.map((severity) => [severity, count(`${severity}_key_count`)]),
    ) as Record<Severity, number>,
  };
}
