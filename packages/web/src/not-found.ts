import { CredsweepError, type InventoryAccount, type ScanStatus } from '@credsweep/core';
import type { WebSources } from './web-sources.ts';

/** Finds an account. @throws CredsweepError `account_not_found` */
export async function requireAccount(
  { inventory }: WebSources,
  accountId: string,
): Promise<InventoryAccount> {
  const account = await inventory.findAccount(accountId);
  if (account !== null) return account;
  throw new CredsweepError(
    'account_not_found',
    `There is no account ${accountId} in the organization now, or no scan has listed it.`,
  );
}

/** Finds a finding with its events. @throws CredsweepError `finding_not_found` */
export async function requireFinding({ findings }: WebSources, findingId: number) {
  const finding = await findings.findFinding(findingId);
  if (finding !== null) return finding;
  throw new CredsweepError('finding_not_found', `There is no finding ${findingId}.`);
}

/** Reads how far a scan is. @throws CredsweepError `scan_not_found` */
export async function requireScanStatus(
  { inventory }: WebSources,
  scanId: number,
): Promise<ScanStatus> {
  const status = await inventory.readScanStatus(scanId);
  if (status !== null) return status;
  throw new CredsweepError('scan_not_found', `There is no scan ${scanId}.`);
}
