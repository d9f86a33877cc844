import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Principal } from './principal.ts';
import type { KnownToken, TokenRegister } from './token-register.ts';

/** How long a session lasts, in seconds. */
export const sessionSeconds = 12 * 3600;

/** Opens a session: a text for a cookie, which says who and until when, and is signed with a key of the token. */
export function openSession({ name, sessionKey }: KnownToken, now: Date): string {
  const payload = Buffer.from(
    JSON.stringify([name, Math.floor(now.getTime() / 1000) + sessionSeconds]),
  ).toString('base64url');
  return `${payload}.${sign(sessionKey, payload)}`;
}

/** Reads a session; null when it was not signed here, is over, or its token is not known any more. */
export function readSession(text: string, tokens: TokenRegister, now: Date): Principal | null {
  const [payload = '', signature = '', ...more] = text.split('.');
  const [name, expiresAt] = more.length === 0 ? parsePayload(payload) : ['', 0];
  const token = tokens.findByName(name);
  if (token === null || !isEqual(signature, sign(token.sessionKey, payload))) return null;
  if (expiresAt * 1000 <= now.getTime()) return null;
  return {
    name: token.name,
    role: token.role,
    via: 'session',
    formKey: sign(token.sessionKey, `forms of ${payload}`),
  };
}

/** Compares texts in a time that does not tell where they differ. */
export function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

function parsePayload(payload: string): readonly [name: string, expiresAt: number] {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number')
      return [value[0], value[1]];
  } catch {
    // Not written here.
  }
  return ['', 0];
}
