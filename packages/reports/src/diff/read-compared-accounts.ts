import type { AccountSelection, ReportReader, Scan } from '@credsweep/core';
import { readRecords } from '../read-records.ts';
import {
  compareAccountStates,
  type AccountChange,
  type AccountInScan,
} from './compare-account-states.ts';

/** The accounts of two scans, and what became of those that were not simply read in both. */
export type ComparedAccounts = {
  readonly earlier: ReadonlyMap<string, AccountInScan>;
  readonly later: ReadonlyMap<string, AccountInScan>;
  /** By account, in the order of their ids. */
  readonly changes: ReadonlyMap<string, AccountChange>;
};

/** Reads which accounts two scans have, and in which state. */
export async function readComparedAccounts(
  reader: ReportReader,
  before: Scan,
  after: Scan,
): Promise<ComparedAccounts> {
  const earlier = await readAccounts(reader, before.scanId);
  const later = await readAccounts(reader, after.scanId);
  const selected = {
    earlierTakes: (accountId: string) => takesSurely(before.settings.selection, accountId),
    laterTakes: (accountId: string) => takesSurely(after.settings.selection, accountId),
  };
  const changes = new Map<string, AccountChange>();
  for (const accountId of [...new Set([...earlier.keys(), ...later.keys()])].toSorted()) {
    const change = compareAccountStates(
      accountId,
      earlier.get(accountId),
      later.get(accountId),
      selected,
    );
    if (change !== null) changes.set(accountId, change);
  }
  return { earlier, later, changes };
}

async function readAccounts(
  reader: ReportReader,
  scanId: number,
): Promise<ReadonlyMap<string, AccountInScan>> {
  const dataAsOf = new Map<string, Date>();
  for await (const row of readRecords(await reader.readView('aws_staleuser_summary', scanId)))
    dataAsOf.set(String(row['account_id']), row['data_as_of'] as Date);
  const accounts = new Map<string, AccountInScan>();
  for await (const row of readRecords(await reader.readView('scan_coverage', scanId))) {
    const accountId = String(row['account_id']);
    accounts.set(accountId, {
      accountName: String(row['account_name']),
      state: row['state'] as AccountInScan['state'],
      code: row['code'] as string | null,
      dataAsOf: dataAsOf.get(accountId) ?? null,
    });
  }
  return accounts;
}

/** Nobody knows afterwards which accounts were below an organizational unit. */
function takesSurely(selection: AccountSelection, accountId: string): boolean {
  const { organizationalUnits, accounts, exclude } = selection;
  return (
    organizationalUnits.length === 0 &&
    (accounts.length === 0 || accounts.includes(accountId)) &&
    !exclude.includes(accountId)
  );
}
