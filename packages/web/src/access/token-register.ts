import { CredsweepError, type WebToken } from '@credsweep/core';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A token without its text: who holds it, and a key that only the token gives. */
export type KnownToken = Pick<WebToken, 'name' | 'role'> & {
  /** Signs the sessions that were opened with the token, so that they end with it. */
  readonly sessionKey: Buffer;
};

/** The tokens that open the service. */
export interface TokenRegister {
  /** Compares with every token, in a time that tells nothing of them. */
  findByToken(token: string): KnownToken | null;
  findByName(name: string): KnownToken | null;
}

/**
 * Keeps tokens as hashes.
 *
 * @throws CredsweepError `config_invalid` when two have the same name or text
 */
export function createTokenRegister(tokens: readonly WebToken[]): TokenRegister {
  const known = tokens.map(({ name, role, token }) => ({
    name,
    role,
    hash: hashToken(token),
    sessionKey: createHmac('sha256', token).update('credsweep web session').digest(),
  }));
  if (
    new Set(known.map(({ name }) => name)).size < known.length ||
    new Set(known.map(({ hash }) => hash.toString('hex'))).size < known.length
  ) {
    throw new CredsweepError(
      'config_invalid',
      'Two web tokens have the same name or the same text. Give each holder a name and a token of its own.',
    );
  }
  return {
    findByToken: (token) => {
      const hash = hashToken(token);
      let found: KnownToken | null = null;
      for (const candidate of known) if (timingSafeEqual(candidate.hash, hash)) found = candidate;
      return found;
    },
    findByName: (name) => known.find((candidate) => candidate.name === name) ?? null,
  };
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
