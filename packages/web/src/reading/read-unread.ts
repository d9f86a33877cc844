import type { ScanSummary } from '@credsweep/core';
import type { UnreadAccount } from '@credsweep/reports';
import type { WebSources } from '../web-sources.ts';

/** Reads which accounts a scan could not read; only these, and not the outcomes of all. */
export async function readUnread(
  { inventory }: WebSources,
  { scanId, olderAccounts }: ScanSummary,
): Promise<readonly UnreadAccount[]> {
  const older = new Map(olderAccounts.map(({ accountId, dataAsOf }) => [accountId, dataAsOf]));
  const outcomes = await inventory.listOutcomes({
    scanId,
    states: ['failed', 'skipped', 'waiting'],
    after: null,
    limit: maxAccounts,
  });
  return outcomes.flatMap(({ accountId, accountName, state, code, message }) =>
    state === 'scanned'
      ? []
      : [{ accountId, accountName, state, code, message, dataAsOf: older.get(accountId) ?? null }],
  );
}

/** More than an organization has. */
const maxAccounts = 50_000;
