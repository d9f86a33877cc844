import { hash, randomBytes } from 'node:crypto';
import { deriveCredentialId } from '../world/credential-ids.ts';
import type { SimulatedHub } from '../world/simulated-organization.ts';

/** The credentials a client signs with to act as the hub. */
export type HubCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present if the hub is a session of a role. */
  readonly sessionToken?: string;
};

/** Makes credentials for the hub; they are good for this simulator only and never expire. */
export function createHubCredentials(hub: SimulatedHub): HubCredentials {
  const secret = randomBytes(30);
  const credentials = {
    accessKeyId: deriveCredentialId(hub.kind === 'user' ? 'AKIA' : 'ASIA', secret.toString('hex')),
    secretAccessKey: secret.toString('base64'),
  };
  if (hub.kind === 'user') return credentials;
  return { ...credentials, sessionToken: hash('sha512', secret, 'base64') };
}
