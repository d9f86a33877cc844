import type { ReportedAccount } from './scan-report.ts';

/** Accounts with anything to do, those with the most high-risk keys first, then those with the most stale users. */
export function rankAccounts(accounts: readonly ReportedAccount[]): readonly ReportedAccount[] {
  return accounts
    .filter((account) => account.highRiskKeyCount + account.staleUserCount > 0)
    .toSorted(
      (left, right) =>
        right.highRiskKeyCount - left.highRiskKeyCount ||
        right.staleUserCount - left.staleUserCount ||
        left.accountId.localeCompare(right.accountId),
    );
}
