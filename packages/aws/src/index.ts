export { checkAccess, type AccessCheckOptions } from './check-access.ts';
export { createAwsHub, type AwsHub, type AwsHubOptions } from './aws-hub.ts';
export type { AwsCredentials } from './aws-clients.ts';
export type { CredentialSourceOptions } from './credential-source.ts';
export { findEndpointOverrides, type EndpointOverride } from './find-endpoint-overrides.ts';
export type { AwsCaller } from './identify-caller.ts';
export { createReportsFolder, type ReportsFolder } from './reports-folder.ts';
