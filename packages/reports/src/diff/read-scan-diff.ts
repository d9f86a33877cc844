import type { ReportReader, Scan, ScanSummary } from '@credsweep/core';
import { keepWorstRows } from '../html/keep-worst-rows.ts';
import type { AccountChange } from './compare-account-states.ts';
import { compareScans, judgeAlike, type ComparedScans } from './compare-scans.ts';
import { countChanges, type Movement, type Turnover } from './count-changes.ts';
import { rankChanges } from './rank-changes.ts';
import { readComparedAccounts } from './read-compared-accounts.ts';
import type { FactChange } from './scan-change.ts';

/** The first changes of a list, and how many there are. */
export type ChangeList = { readonly rows: readonly FactChange[]; readonly total: number };

/** What changed between two scans, as people read it: numbers, accounts, and the first of each list. */
export type ScanDiff = {
  readonly before: ScanSummary;
  readonly after: ScanSummary;
  /** Whether the newer one was named first. */
  readonly isTurned: boolean;
  /** Whether the two scans judge by different rules. */
  readonly policyChanged: boolean;
  readonly accounts: readonly AccountChange[];
  readonly staleUsers: Movement;
  readonly highRiskKeys: Movement;
  readonly users: Turnover;
  readonly accessKeys: Turnover;
  /** Keys that are high-risk now and were not, or were not there. */
  readonly flaggedKeys: ChangeList;
  /** Keys that were high-risk and are not now, or are gone. */
  readonly clearedKeys: ChangeList;
  readonly flaggedUsers: ChangeList;
  readonly clearedUsers: ChangeList;
};

/**
 * Reads what changed between two completed scans; memory does not grow with the number of changes.
 *
 * @param listed changes in each list
 * @throws CredsweepError `scan_pruned` when users and keys of one of them are no longer kept
 */
export async function readScanDiff(scans: ComparedScans, listed: number): Promise<ScanDiff> {
  const { reader, before, after, isTurned } = scans;
  const [was, is] = [await summarize(reader, before), await summarize(reader, after)];
  const accounts = await readComparedAccounts(reader, before, after);
  const counter = countChanges();
  const keep = (): ReturnType<typeof keepWorstRows<FactChange>> =>
    keepWorstRows(listed, rankChanges);
  const lists = {
    flaggedKeys: keep(),
    clearedKeys: keep(),
    flaggedUsers: keep(),
    clearedUsers: keep(),
  };
  for await (const changes of compareScans(scans, accounts)) {
    for (const change of changes) {
      counter.add(change);
      if (change.wasFlagged === change.isFlagged) continue;
      const list =
        `${change.isFlagged ? 'flagged' : 'cleared'}${change.kind === 'user' ? 'Users' : 'Keys'}` as const;
      lists[list].add(change);
    }
  }
  return {
    before: was,
    after: is,
    isTurned,
    policyChanged: !judgeAlike(before.policy, after.policy),
    accounts: [...accounts.changes.values()],
    staleUsers: {
      before: was.staleUsers,
      after: is.staleUsers,
      causes: counter.countCauses('user'),
    },
    highRiskKeys: {
      before: was.highRiskKeys,
      after: is.highRiskKeys,
      causes: counter.countCauses('access_key'),
    },
    users: counter.countTurnover('user'),
    accessKeys: counter.countTurnover('access_key'),
    flaggedKeys: lists.flaggedKeys.finish(),
    clearedKeys: lists.clearedKeys.finish(),
    flaggedUsers: lists.flaggedUsers.finish(),
    clearedUsers: lists.clearedUsers.finish(),
  };
}

async function summarize(reader: ReportReader, { scanId }: Scan): Promise<ScanSummary> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) throw new Error(`Scan ${scanId} was there a moment ago.`);
  return summary;
}
