import { ListAccountsCommand, type OrganizationsClient } from '@aws-sdk/client-organizations';
import type { Account } from '@credsweep/core';
import { readAccount } from './read-account.ts';

/** A page of the list of accounts; it may be empty and yet not the last. */
export type AccountPage = {
  readonly accounts: readonly Account[];
  /** Null on the last page. */
  readonly nextToken: string | null;
};

/** Fetches one page of the accounts of the organization; errors are those of the SDK. */
export async function fetchAccountPage(
  organizations: OrganizationsClient,
  token: string | null,
  abortSignal: AbortSignal,
): Promise<AccountPage> {
  const command = new ListAccountsCommand({
    MaxResults: pageSize,
    ...(token === null ? {} : { NextToken: token }),
  });
  const { Accounts = [], NextToken = '' } = await organizations.send(command, { abortSignal });
  return { accounts: Accounts.map(readAccount), nextToken: NextToken === '' ? null : NextToken };
}

/** The most that Organizations gives. */
const pageSize = 20;
