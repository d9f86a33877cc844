import {
  DescribeOrganizationCommand,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { CredsweepError, type Organization } from '@credsweep/core';
import { classifyAwsError, hasAwsErrorName } from './classify-aws-error.ts';
import { fetchAccountPage, type AccountPage } from './fetch-account-page.ts';
import type { AwsCaller } from './identify-caller.ts';
import { describeStandalone } from './standalone-account.ts';
import { translateAwsError } from './translate-aws-error.ts';

/** The organization, and the first page of its accounts. */
export type OpenedOrganization = {
  readonly organization: Organization;
  readonly firstPage: AccountPage;
};

/**
 * Finds out which accounts the caller can scan: those of its organization, or only its own.
 *
 * Any account of an organization may describe it, but only the management account and delegated
 * administrators may list it. Source: Organizations API reference, DescribeOrganization and ListAccounts.
 */
export async function openOrganization(
  organizations: OrganizationsClient,
  caller: AwsCaller,
  endpoint: string | null,
  abortSignal: AbortSignal,
): Promise<OpenedOrganization> {
  const scene = { accountId: null, principalArn: caller.arn, endpoint };
  let described: { readonly organizationId: string; readonly managementAccountId: string | null };
  try {
    described = await describeOrganization(organizations, abortSignal);
  } catch (error) {
    if (hasAwsErrorName(error, notInUseNames))
      return describeStandalone(caller, { reason: 'no_organization' });
    if (classifyAwsError(error) === 'denied')
      return describeStandalone(caller, { reason: 'describe_denied' });
    throw translateAwsError(error, { ...scene, action: 'organizations:DescribeOrganization' });
  }
  try {
    const firstPage = await fetchAccountPage(organizations, null, abortSignal);
    return { organization: { ...described, kind: 'organization', notice: null }, firstPage };
  } catch (error) {
    if (classifyAwsError(error) === 'denied')
      return describeStandalone(caller, { reason: 'list_denied', ...described });
    throw translateAwsError(error, { ...scene, action: 'organizations:ListAccounts' });
  }
}

async function describeOrganization(organizations: OrganizationsClient, abortSignal: AbortSignal) {
  const { Organization: found } = await organizations.send(new DescribeOrganizationCommand({}), {
    abortSignal,
  });
  if (found?.Id === undefined) {
    throw new CredsweepError(
      'aws_unexpected',
      'organizations:DescribeOrganization gave no organization id. If a custom endpoint is set, check what answers there.',
      { details: { service: 'organizations', action: 'DescribeOrganization' } },
    );
  }
  return { organizationId: found.Id, managementAccountId: found.MasterAccountId ?? null };
}

const notInUseNames: ReadonlySet<string> = new Set(['AWSOrganizationsNotInUseException']);
