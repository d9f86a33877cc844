import type { Account as ListedAccount } from '@aws-sdk/client-organizations';
import { CredsweepError, isAccountId, type Account, type AccountState } from '@credsweep/core';

/**
 * Reads an account as Organizations lists it.
 *
 * `State` counts before the retired `Status`; an account whose state is absent or unknown is an error,
 * never a reason to skip it. Source: Organizations API reference, data type Account.
 */
export function readAccount(listed: ListedAccount): Account {
  const accountId = listed.Id ?? '';
  if (!isAccountId(accountId)) {
    throw new CredsweepError(
      'aws_unexpected',
      `organizations:ListAccounts gave an account with the id "${accountId}".`,
      {
        details: { service: 'organizations', action: 'ListAccounts' },
      },
    );
  }
  return {
    accountId,
    accountName: listed.Name ?? accountId,
    email: listed.Email ?? null,
    state: readState(listed.State ?? listed.Status, accountId),
    organizationPath: listed.Paths?.[0] ?? null,
    joinedAt: listed.JoinedTimestamp ?? null,
  };
}

function readState(state: string | undefined, accountId: string): AccountState {
  const known = accountStates.find((candidate) => candidate === state);
  if (known !== undefined) return known;
  const found = state === undefined ? 'neither State nor Status' : `the unknown state "${state}"`;
  throw new CredsweepError(
    'account_state_unknown',
    `organizations:ListAccounts gives ${found} for account ${accountId}, so it cannot be told whether the account should be scanned. ` +
      'Update credsweep; if this is the newest version, please report it.',
    { details: { accountId, state: state ?? null } },
  );
}

const accountStates = [
  'ACTIVE',
  'SUSPENDED',
  'PENDING_CLOSURE',
  'CLOSED',
  'PENDING_ACTIVATION',
] as const satisfies readonly AccountState[];
