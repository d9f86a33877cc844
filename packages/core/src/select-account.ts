import type { Account } from './account.ts';
import type { AccountSelection } from './scan.ts';

/**
 * Whether a scan takes an account: below one of the organizational units (or roots) and among the accounts, where
 * any are named, and not excluded.
 */
export function isSelected(account: Account, selection: AccountSelection): boolean {
  const { organizationalUnits, accounts, exclude } = selection;
  if (exclude.includes(account.accountId)) return false;
  if (accounts.length > 0 && !accounts.includes(account.accountId)) return false;
  const path = account.organizationPath?.split('/') ?? [];
  return (
    organizationalUnits.length === 0 || organizationalUnits.some((unit) => path.includes(unit))
  );
}

/** Selection of every account. */
export const everyAccount: AccountSelection = {
  organizationalUnits: [],
  accounts: [],
  exclude: [],
};
