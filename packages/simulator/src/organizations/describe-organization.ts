import { accountArn, organizationArn } from '../world/arns.ts';
import { getAccount } from '../world/edit-accounts.ts';
import type { OrganizationsRequest } from './organizations-request.ts';

/** DescribeOrganization: may be called from any account of the organization. */
export function describeOrganization({ organization }: OrganizationsRequest): object {
  const { managementAccountId } = organization;
  return {
    Organization: {
      Id: organization.id,
      Arn: organizationArn(organization),
      FeatureSet: 'ALL',
      MasterAccountArn: accountArn(organization, managementAccountId),
      MasterAccountId: managementAccountId,
      MasterAccountEmail: getAccount(organization, managementAccountId).email,
      AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
    },
  };
}
