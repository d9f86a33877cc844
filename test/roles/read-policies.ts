import type { PolicyDocument, RolePolicies } from '@credsweep/core';
import { readCloudFormationPolicies } from './read-cloudformation.ts';
import { readTerraformPolicies } from './read-terraform.ts';

/** What `credsweep roles` prints. */
export type RolesForm = 'iam-json' | 'cloudformation' | 'terraform';

/** The policies in what was printed, whatever the form, with every single action and resource as a list. */
export async function readPolicies(
  form: RolesForm,
  text: string,
  partition = 'aws',
): Promise<RolePolicies> {
  const policies = await readers[form](text, partition);
  return {
    memberPermissionsPolicy: toLists(policies.memberPermissionsPolicy),
    memberTrustPolicy: toLists(policies.memberTrustPolicy),
    hubPermissionsPolicy: toLists(policies.hubPermissionsPolicy),
  };
}

const readers = {
  'iam-json': (text: string): RolePolicies => JSON.parse(text) as RolePolicies,
  cloudformation: readCloudFormationPolicies,
  terraform: readTerraformPolicies,
} as const;

function toLists(document: PolicyDocument): PolicyDocument {
  return {
    ...document,
    Statement: document.Statement.map(({ Action, Resource, ...others }) => ({
      ...others,
      Action: [Action].flat(),
      ...(Resource === undefined ? {} : { Resource: [Resource].flat() }),
    })),
  };
}
