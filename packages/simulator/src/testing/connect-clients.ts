import { IAMClient } from '@aws-sdk/client-iam';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, STSClient, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { Simulator } from '../start-simulator.ts';

/** Credentials in the SDK's form. */
export type SdkCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** The real SDK clients, pointed at a simulator; one attempt a call, so that tests see every error. */
export function connectClients(
  simulator: Simulator,
  credentials: SdkCredentials = simulator.credentials,
) {
  const config = {
    endpoint: simulator.endpoint,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  };
  return {
    organizations: new OrganizationsClient(config),
    sts: new STSClient(config),
    iam: new IAMClient(config),
  };
}

/** Opens a session in an account as the hub and connects clients with it. */
export async function connectToAccount(
  simulator: Simulator,
  accountId: string,
  input: Partial<AssumeRoleCommandInput> = {},
) {
  const credentials = await openSession(simulator, accountId, input);
  return connectClients(simulator, credentials);
}

/** Opens a session in an account as the hub. */
export async function openSession(
  simulator: Simulator,
  accountId: string,
  input: Partial<AssumeRoleCommandInput> = {},
): Promise<SdkCredentials> {
  const { sts } = connectClients(simulator);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'credsweep',
      ...input,
    }),
  );
  if (
    Credentials?.AccessKeyId === undefined ||
    Credentials.SecretAccessKey === undefined ||
    Credentials.SessionToken === undefined
  ) {
    throw new Error('AssumeRole gave no credentials.');
  }
  return {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
}
