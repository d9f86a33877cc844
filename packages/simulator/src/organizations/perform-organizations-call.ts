import type { JsonCall } from '../wire/api-call.ts';
import { authorizeAction } from '../wire/authorize.ts';
import { accessDeniedError, ServiceError } from '../wire/service-error.ts';
import { describeAccount, listAccounts, listDelegatedAdministrators } from './accounts.ts';
import { describeOrganization } from './describe-organization.ts';
import { listAccountsForParent, listOrganizationalUnitsForParent, listRoots } from './hierarchy.ts';
import { listTagsForResource } from './list-tags.ts';
import type { OrganizationsRequest } from './organizations-request.ts';

/** Performs an Organizations call and returns its output. */
export function performOrganizationsCall(call: JsonCall, request: OrganizationsRequest): object {
  const operation = operations.get(call.action);
  if (operation === undefined) {
    throw new ServiceError('UnknownOperationException', 400, `Unknown operation ${call.action}`);
  }
  const { organization, caller } = request;
  authorizeAction(organization, caller, {
    service: 'organizations',
    action: `organizations:${call.action}`,
    readResource: () => '*',
  });
  if (organization.standalone) {
    throw new ServiceError(
      'AWSOrganizationsNotInUseException',
      400,
      'Your account is not a member of an organization.',
    );
  }
  if (call.action !== 'DescribeOrganization' && !mayReadOrganization(request)) {
    throw accessDeniedError('organizations', "You don't have permissions to access this resource.");
  }
  return operation(request);
}

/** Only the management account and delegated administrators may read beyond DescribeOrganization. */
function mayReadOrganization({ organization, caller }: OrganizationsRequest): boolean {
  return (
    caller.accountId === organization.managementAccountId ||
    organization.delegatedAdministrators.some(({ accountId }) => accountId === caller.accountId)
  );
}

const operations: ReadonlyMap<string, (request: OrganizationsRequest) => object> = new Map([
  ['DescribeOrganization', describeOrganization],
  ['ListAccounts', listAccounts],
  ['DescribeAccount', describeAccount],
  ['ListDelegatedAdministrators', listDelegatedAdministrators],
  ['ListTagsForResource', listTagsForResource],
  ['ListRoots', listRoots],
  ['ListOrganizationalUnitsForParent', listOrganizationalUnitsForParent],
  ['ListAccountsForParent', listAccountsForParent],
]);
