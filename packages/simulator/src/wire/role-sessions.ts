import { hash, randomBytes } from 'node:crypto';
import { deriveCredentialId } from '../world/credential-ids.ts';
import type { SessionPolicy } from './session-policy.ts';

/** Temporary credentials of a role, as AssumeRole gave them out. */
export type RoleSession = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
  readonly accountId: string;
  readonly roleName: string;
  /** When the role was created: a role made anew under the same name does not revive the session. */
  readonly roleCreatedAt: Date;
  readonly sessionName: string;
  readonly policy: SessionPolicy | undefined;
};

/** What a session is opened for; its credentials are made here. */
type NewRoleSession = Omit<RoleSession, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>;

/** The sessions that were opened, the latest 100,000 of them. */
export interface RoleSessions {
  open(session: NewRoleSession): RoleSession;
  find(accessKeyId: string): RoleSession | undefined;
}

/** An empty set of sessions. */
export function createRoleSessions(): RoleSessions {
  const sessions = new Map<string, RoleSession>();
  return {
    open(newSession) {
      const secret = randomBytes(30);
      const session: RoleSession = {
        ...newSession,
        accessKeyId: deriveCredentialId('ASIA', secret.toString('hex')),
        secretAccessKey: secret.toString('base64'),
        sessionToken: hash('sha512', secret, 'base64'),
      };
      for (const oldest of sessions.keys()) {
        if (sessions.size < maxSessions) break;
        sessions.delete(oldest);
      }
      sessions.set(session.accessKeyId, session);
      return session;
    },
    find: (accessKeyId) => sessions.get(accessKeyId),
  };
}

const maxSessions = 100_000;
