import { getAccount } from '../world/edit-accounts.ts';
import { invalidInputError, ServiceError } from '../wire/service-error.ts';
import { describeAccountFields, type AccountFields } from './describe-account-fields.ts';
import type { OrganizationsRequest } from './organizations-request.ts';
import { pageById } from './page-by-id.ts';

/** ListAccounts: all accounts, closed ones too, 20 a page at most. */
export function listAccounts(request: OrganizationsRequest): object {
  const { organization } = request;
  const { items, ...rest } = pageById(request, organization.accounts.keys(), (id) =>
    describeAccountFields(organization, getAccount(organization, id)),
  );
  return { Accounts: items, ...rest };
}

/** DescribeAccount. */
export function describeAccount({ organization, input }: OrganizationsRequest): {
  readonly Account: AccountFields;
} {
  const accountId = input['AccountId'];
  if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
    throw invalidInputError('INVALID_PATTERN', 'You specified an invalid account id.');
  }
  const account = organization.accounts.get(accountId);
  if (account === undefined) {
    throw new ServiceError(
      'AccountNotFoundException',
      400,
      "You specified an account that doesn't exist.",
    );
  }
  return { Account: describeAccountFields(organization, account) };
}

/** ListDelegatedAdministrators, of any service. */
export function listDelegatedAdministrators(request: OrganizationsRequest): object {
  const { organization } = request;
  const delegations = new Map(
    organization.delegatedAdministrators.map((delegation) => [delegation.accountId, delegation]),
  );
  const { items, ...rest } = pageById(request, delegations.keys(), (id) => {
    const account = organization.accounts.get(id);
    const delegatedAt = delegations.get(id)?.delegatedAt;
    if (account === undefined || delegatedAt === undefined) return undefined;
    const { Paths: _paths, ...fields } = describeAccountFields(organization, account);
    return { ...fields, DelegationEnabledDate: delegatedAt.getTime() / 1_000 };
  });
  return { DelegatedAdministrators: items, ...rest };
}
