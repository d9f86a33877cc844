import type { Account, Organization } from '@credsweep/core';
import type { AwsCaller } from './identify-caller.ts';

/** Why only the caller's own account can be scanned. */
export type StandaloneReason =
  | { readonly reason: 'no_organization' }
  | { readonly reason: 'describe_denied' }
  | {
      readonly reason: 'list_denied';
      readonly organizationId: string;
      readonly managementAccountId: string | null;
    };

/** An organization of one account, and the whole list of its accounts. */
export type StandaloneAccount = {
  readonly organization: Organization;
  readonly firstPage: { readonly accounts: readonly Account[]; readonly nextToken: null };
};

/** Describes the caller's own account as all there is to scan, with a sentence that says why and what would change it. */
export function describeStandalone(caller: AwsCaller, reason: StandaloneReason): StandaloneAccount {
  const { accountId } = caller;
  const account: Account = {
    accountId,
    accountName: accountId,
    email: null,
    state: 'ACTIVE',
    organizationPath: null,
    joinedAt: null,
  };
  return {
    organization: {
      organizationId: `account-${accountId}`,
      kind: 'standalone',
      managementAccountId: reason.reason === 'list_denied' ? reason.managementAccountId : null,
      notice: writeNotice(caller, reason),
    },
    firstPage: { accounts: [account], nextToken: null },
  };
}

function writeNotice({ accountId, arn }: AwsCaller, reason: StandaloneReason): string {
  const scope = `only the caller's own account ${accountId} is scanned`;
  if (reason.reason === 'no_organization') {
    return `Account ${accountId} is not in an AWS Organization: ${scope}.`;
  }
  if (reason.reason === 'describe_denied') {
    return (
      `${arn} may not call organizations:DescribeOrganization: ${scope}. To scan the whole organization, allow ` +
      'organizations:DescribeOrganization and organizations:ListAccounts to it, in the management account or a delegated administrator account.'
    );
  }
  const { organizationId, managementAccountId } = reason;
  if (managementAccountId === accountId) {
    return (
      `${arn} may not call organizations:ListAccounts of ${organizationId}: ${scope}. ` +
      'To scan the whole organization, allow organizations:ListAccounts to it.'
    );
  }
  return (
    `Account ${accountId} may not list the accounts of ${organizationId}: ${scope}. To scan the whole organization, ` +
    `use credentials of the management account ${managementAccountId ?? ''}`.trimEnd() +
    `, or make account ${accountId} a delegated administrator (of any service), and allow organizations:ListAccounts to ${arn}.`
  );
}
