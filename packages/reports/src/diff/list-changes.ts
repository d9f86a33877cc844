import type { ViewReading, ViewRow, ViewValue } from '@credsweep/core';
import type { AccountChange } from './compare-account-states.ts';
import { compareScans, type ComparedScans } from './compare-scans.ts';
import { flaggedRecord, latestRecord } from './rank-changes.ts';
import { readComparedAccounts } from './read-compared-accounts.ts';
import type { FactChange, FactRecord } from './scan-change.ts';

/** Columns of the rows of a diff; texts and times are those of the views. */
const changeColumns = [
  'kind',
  'change',
  'cause',
  'by_policy',
  'account_id',
  'account_name',
  'user_name',
  'user_arn',
  'user_created_at',
  'is_root',
  'access_key_id',
  'last_rotated_at',
  'status',
  'was_flagged',
  'is_flagged',
  'reasons_before',
  'reasons_after',
  'severity',
  'owner',
  'data_as_of_before',
  'data_as_of_after',
] as const;

/** Gives every change as a row, accounts first; memory does not grow with their number. */
export async function listChanges(scans: ComparedScans): Promise<ViewReading> {
  const accounts = await readComparedAccounts(scans.reader, scans.before, scans.after);
  async function* readBatches(): AsyncGenerator<readonly ViewRow[]> {
    yield [...accounts.changes.values()].map((change) =>
      toRow(toAccountRecord(change, accounts.earlier.get(change.accountId)?.dataAsOf ?? null)),
    );
    for await (const changes of compareScans(scans, accounts))
      yield changes.map((change) => toRow(toChangeRecord(change)));
  }
  return { columns: changeColumns, batches: readBatches() };
}

function toRow(record: FactRecord): ViewRow {
  return changeColumns.map((column) => record[column] ?? null);
}

function toAccountRecord(change: AccountChange, dataAsOfBefore: Date | null): FactRecord {
  return {
    kind: 'account',
    change: change.change,
    cause: change.code,
    account_id: change.accountId,
    account_name: change.accountName,
    data_as_of_before: dataAsOfBefore,
    data_as_of_after: change.dataAsOf,
  };
}

function toChangeRecord(change: FactChange): FactRecord {
  const { kind, cause, byPolicy, before, after, wasFlagged, isFlagged, userCreatedAt } = change;
  const latest = latestRecord(change);
  return {
    kind,
    change: nameChange(change),
    cause,
    by_policy: byPolicy,
    account_id: latest['account_id'] ?? null,
    account_name: latest['account_name'] ?? null,
    user_name: latest['user_name'] ?? null,
    user_arn: latest['user_arn'] ?? null,
    user_created_at: userCreatedAt,
    is_root: kind === 'user' ? false : (latest['is_root'] ?? null),
    access_key_id: latest['access_key_id'] ?? before?.['access_key_id'] ?? null,
    last_rotated_at: latest['last_rotated_at'] ?? null,
    status: latest['status'] ?? null,
    was_flagged: wasFlagged,
    is_flagged: isFlagged,
    reasons_before: readReasons(before),
    reasons_after: readReasons(after),
    severity: flaggedRecord(change)['severity'] ?? null,
    owner: latest['owner'] ?? null,
    data_as_of_before: before?.['data_as_of'] ?? null,
    data_as_of_after: after?.['data_as_of'] ?? null,
  };
}

function nameChange({ kind, change }: FactChange): string {
  if (change === 'appeared' || change === 'left') return change;
  const verdict = kind === 'user' ? 'stale' : 'high_risk';
  return change === 'flagged' ? `became_${verdict}` : `no_longer_${verdict}`;
}

/** Null where the row is not there, for then nothing was judged. */
function readReasons(record: FactRecord | null): ViewValue {
  if (record === null) return null;
  const reason = record['stale_reason'] ?? null;
  return record['risk_reasons'] ?? (reason === null ? [] : [String(reason)]);
}
