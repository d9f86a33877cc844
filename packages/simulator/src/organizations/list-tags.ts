import { findUnitChainById } from '../world/organizational-units.ts';
import { invalidInputError, ServiceError } from '../wire/service-error.ts';
import type { OrganizationsRequest } from './organizations-request.ts';

/** ListTagsForResource of an account; the root and units have no tags here. */
export function listTagsForResource({ organization, input }: OrganizationsRequest): object {
  const resourceId = input['ResourceId'];
  if (typeof resourceId !== 'string' || resourceId === '') {
    throw invalidInputError('INPUT_REQUIRED', 'You must specify a ResourceId.');
  }
  const account = organization.accounts.get(resourceId);
  if (account !== undefined) {
    return { Tags: Object.entries(account.tags).map(([Key, Value]) => ({ Key, Value })) };
  }
  const isUnit = findUnitChainById(organization.organizationalUnits, resourceId) !== undefined;
  if (resourceId === organization.rootId || isUnit) return { Tags: [] };
  throw new ServiceError(
    'TargetNotFoundException',
    400,
    "You specified a target that doesn't exist.",
  );
}
