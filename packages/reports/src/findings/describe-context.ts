import type { FindingContext, ScanSummary } from '@credsweep/core';

/** What all findings of a scan have in common; an account that is in no organization has a made-up one in the database. */
export function describeContext(
  { scanId, organizationId, policy }: ScanSummary,
  productVersion: string,
): FindingContext {
  return {
    scanId,
    organizationId: organizationId?.startsWith('o-') === true ? organizationId : null,
    policy,
    productVersion,
  };
}
