import type { ViewReading, ViewValue } from '@credsweep/core';
import { readRecords } from './read-records.ts';

/** Rows of a view that belong to one account. */
export type AccountGroup = {
  readonly accountId: string;
  readonly records: readonly Readonly<Record<string, ViewValue>>[];
};

/**
 * Groups the rows of a view that is ordered by account. Memory holds one account at a time; IAM has at most 5,000
 * users in one.
 */
export async function* readAccountGroups(reading: ViewReading): AsyncGenerator<AccountGroup> {
  let accountId: string | null = null;
  let records: AccountGroup['records'][number][] = [];
  for await (const record of readRecords(reading)) {
    const next = String(record['account_id']);
    if (accountId !== null && next !== accountId) {
      yield { accountId, records };
      records = [];
    }
    accountId = next;
    records.push(record);
  }
  if (accountId !== null) yield { accountId, records };
}

/**
 * Reads several ordered views side by side, account by account; each is read once, and each gives no rows for the
 * accounts that it does not have.
 */
export async function* joinByAccount(
  readings: readonly ViewReading[],
): AsyncGenerator<{ readonly accountId: string; readonly groups: readonly AccountGroup[] }> {
  const readers = readings.map(readAccountGroups);
  try {
    let heads = await Promise.all(readers.map(readNext));
    for (;;) {
      const accountId = heads
        .flatMap((head) => head?.accountId ?? [])
        .reduce<string | null>((least, id) => (least === null || id < least ? id : least), null);
      if (accountId === null) return;
      const isNext = (head: AccountGroup | null): head is AccountGroup =>
        head?.accountId === accountId;
      yield {
        accountId,
        groups: heads.map((head) => (isNext(head) ? head : { accountId, records: [] })),
      };
      heads = await Promise.all(
        readers.map(async (reader, index) => {
          const head = heads[index] ?? null;
          return isNext(head) ? readNext(reader) : head;
        }),
      );
    }
  } finally {
    await Promise.all(readers.map((reader) => reader.return(undefined)));
  }
}

async function readNext(reader: AsyncGenerator<AccountGroup>): Promise<AccountGroup | null> {
  const result = await reader.next();
  return result.done === true ? null : result.value;
}
