import type { SimulatedOrganization } from '../world/simulated-organization.ts';
import { describeHub, describeSession, type Caller } from './caller.ts';
import type { HubCredentials } from './hub-credentials.ts';
import { readHeader, type HttpRequest } from './http-request.ts';
import type { RoleSessions } from './role-sessions.ts';
import {
  expiredCredentialsError,
  missingAuthenticationError,
  unknownCredentialsError,
  wrongSignatureError,
  type Service,
} from './service-error.ts';
import { readSignatureClaim, signatureAgeMs, type VerifySignature } from './signature.ts';

/** What is known about credentials: the world, the hub's own, and the sessions given out. */
export type CredentialSources = {
  readonly organization: SimulatedOrganization;
  readonly hubCredentials: HubCredentials;
  readonly sessions: RoleSessions;
  readonly verifySignature: VerifySignature;
  readonly now: () => Date;
};

/** Finds out who signed a request; throws the service's error if that cannot be believed. */
export function authenticateCaller(
  sources: CredentialSources,
  service: Service,
  request: HttpRequest,
): Caller {
  const claim = readSignatureClaim(request);
  if (claim === undefined) throw missingAuthenticationError(service);
  const credentials = findCredentials(sources, claim.accessKeyId);
  const sessionToken = readHeader(request, 'x-amz-security-token');
  if (credentials === undefined || credentials.sessionToken !== sessionToken) {
    throw unknownCredentialsError(service);
  }
  if (claim.service !== service) {
    const message = `Credential should be scoped to correct service: '${service}'.`;
    throw wrongSignatureError(service, message);
  }
  const ageMs = signatureAgeMs(request, Date.now());
  if (ageMs === undefined || Math.abs(ageMs) > maxSignatureAgeMs) {
    throw wrongSignatureError(service, 'Signature expired or not yet current.');
  }
  if (!sources.verifySignature(request, claim, credentials.secretAccessKey)) {
    throw wrongSignatureError(service);
  }
  if (credentials.expiresAt !== undefined && credentials.expiresAt <= sources.now()) {
    throw expiredCredentialsError(service);
  }
  const caller = credentials.describe();
  if (caller === undefined) throw unknownCredentialsError(service);
  return caller;
}

type FoundCredentials = {
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly expiresAt: Date | undefined;
  readonly describe: () => Caller | undefined;
};

function findCredentials(
  { organization, hubCredentials, sessions }: CredentialSources,
  accessKeyId: string,
): FoundCredentials | undefined {
  if (accessKeyId === hubCredentials.accessKeyId) {
    return {
      secretAccessKey: hubCredentials.secretAccessKey,
      sessionToken: hubCredentials.sessionToken,
      expiresAt: undefined,
      describe: () => describeHub(organization),
    };
  }
  const session = sessions.find(accessKeyId);
  if (session === undefined) return undefined;
  return { ...session, describe: () => describeSession(organization, session) };
}

/** Real time, on both sides: client and simulator share a machine. */
const maxSignatureAgeMs = 15 * 60_000;
