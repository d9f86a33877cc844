import { severities, type ReportReader, type Policy, type Severity } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import { rejudgeAccessKey, rejudgeUser, type StoredRecord } from './rejudge-record.ts';

/** What another policy flags, of an owner or of an organizational unit. */
export type RollUp = {
  readonly accountIds: Set<string>;
  staleUsers: number;
  highRiskKeys: number;
  readonly bySeverity: Record<Severity, number>;
  oldestDataAsOf: Date | null;
};

/**
 * Counts what a policy flags of a scan's facts, in groups; memory grows with the groups and their accounts only.
 *
 * @param nameGroups the groups that a user or key belongs to, by its row
 */
export async function countRollUps(
  { reader, scanId, policy }: RollUpSource,
  nameGroups: (record: StoredRecord) => readonly string[],
): Promise<ReadonlyMap<string, RollUp>> {
  const rollUps = new Map<string, RollUp>();
  const enter = (record: StoredRecord, count: (rollUp: RollUp) => void): void => {
    for (const group of nameGroups(record)) {
      const rollUp = rollUps.get(group) ?? emptyRollUp();
      rollUps.set(group, rollUp);
      rollUp.accountIds.add(String(record['account_id']));
      rollUp.oldestDataAsOf = findOlder(rollUp.oldestDataAsOf, record['data_as_of']);
      count(rollUp);
    }
  };
  for await (const record of readRecords(await reader.readView('aws_staleuser_details', scanId)))
    if (rejudgeUser(record, policy)['is_stale'] === true)
      enter(record, (rollUp) => (rollUp.staleUsers += 1));
  for await (const record of readRecords(await reader.readView('aws_accesskey_details', scanId))) {
    const judged = rejudgeAccessKey(record, policy);
    const severity = severities.find((known) => known === judged['severity']);
    if (judged['is_high_risk'] !== true) continue;
    enter(record, (rollUp) => {
      rollUp.highRiskKeys += 1;
      if (severity !== undefined) rollUp.bySeverity[severity] += 1;
    });
  }
  return rollUps;
}

type RollUpSource = {
  readonly reader: ReportReader;
  readonly scanId: number | null;
  readonly policy: Policy;
};

/** A group of which nothing is flagged. */
export function emptyRollUp(): RollUp {
  return {
    accountIds: new Set(),
    staleUsers: 0,
    highRiskKeys: 0,
    bySeverity: { critical: 0, high: 0, medium: 0, low: 0 },
    oldestDataAsOf: null,
  };
}

function findOlder(oldest: Date | null, dataAsOf: unknown): Date | null {
  if (!(dataAsOf instanceof Date)) return oldest;
  return oldest === null || dataAsOf < oldest ? dataAsOf : oldest;
}
