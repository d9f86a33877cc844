import { organizationalUnitArn, rootArn } from '../world/arns.ts';
import { getAccount } from '../world/edit-accounts.ts';
import { findUnitChainById } from '../world/organizational-units.ts';
import type { SimulatedOrganizationalUnit } from '../world/simulated-organization.ts';
import { invalidInputError, ServiceError } from '../wire/service-error.ts';
import { describeAccountFields } from './describe-account-fields.ts';
import type { OrganizationsRequest } from './organizations-request.ts';
import { pageById } from './page-by-id.ts';

/** ListRoots: always one. */
export function listRoots({ organization }: OrganizationsRequest): object {
  const root = {
    Id: organization.rootId,
    Arn: rootArn(organization),
    Name: 'Root',
    PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
  return { Roots: [root] };
}

/** ListOrganizationalUnitsForParent: the units directly under the root or a unit. */
export function listOrganizationalUnitsForParent(request: OrganizationsRequest): object {
  const { organization } = request;
  const chain = readParentChain(request);
  const units = new Map(
    (chain.at(-1)?.children ?? organization.organizationalUnits).map((unit) => [unit.id, unit]),
  );
  const { items, ...rest } = pageById(request, units.keys(), (id) => ({
    Id: id,
    Arn: organizationalUnitArn(organization, id),
    Name: units.get(id)?.name,
    Path: `${[organization.id, organization.rootId, ...chain.map((unit) => unit.id), id].join('/')}/`,
  }));
  return { OrganizationalUnits: items, ...rest };
}

/** ListAccountsForParent: the accounts directly under the root or a unit. */
export function listAccountsForParent(request: OrganizationsRequest): object {
  const { organization } = request;
  const parentPath = readParentChain(request)
    .map((unit) => unit.name)
    .join('/');
  const ids = [];
  for (const account of organization.accounts.values()) {
    if (account.ouPath.join('/') === parentPath) ids.push(account.id);
  }
  const { items, ...rest } = pageById(request, ids, (id) =>
    describeAccountFields(organization, getAccount(organization, id)),
  );
  return { Accounts: items, ...rest };
}

function readParentChain({
  organization,
  input,
}: OrganizationsRequest): SimulatedOrganizationalUnit[] {
  const parentId = input['ParentId'];
  if (
    typeof parentId !== 'string' ||
    !/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/.test(parentId)
  ) {
    throw invalidInputError('INVALID_PATTERN', 'You specified an invalid ParentId.');
  }
  if (parentId === organization.rootId) return [];
  const chain = findUnitChainById(organization.organizationalUnits, parentId);
  if (chain !== undefined) return chain;
  throw new ServiceError(
    'ParentNotFoundException',
    400,
    `We can't find a root or OU with the ParentId ${parentId}.`,
  );
}
