import { CredsweepError, type WebRole } from '@credsweep/core';
import type { MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { WebContext, WebEnvironment } from '../web-environment.ts';
import type { Principal } from './principal.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ReadProxyUser } from './read-proxy-user.ts';
import { readSession } from './session.ts';
import type { TokenRegister } from './token-register.ts';

/** What requests are authenticated with. */
export type Gate = {
  readonly tokens: TokenRegister;
  readonly readProxyUser: ReadProxyUser;
  readonly limits: RateLimits;
  readonly cookieName: string;
};

/** Finds out who makes a request: by bearer token, session, or the word of a trusted proxy. Nobody is refused here. */
export function createAuthentication(gate: Gate): MiddlewareHandler<WebEnvironment> {
  return async (context, next) => {
    context.set('principal', await findPrincipal(context, gate));
    await next();
  };
}

/**
 * Gives who makes the request.
 *
 * @throws CredsweepError `login_required`, or `role_insufficient` for who may not
 */
export function requireRole(context: WebContext, role: WebRole): Principal {
  const principal = context.get('principal');
  if (principal === null) {
    throw new CredsweepError(
      'login_required',
      'Log in with a token at /login, or send it as "Authorization: Bearer TOKEN".',
    );
  }
  if (role === 'operator' && principal.role !== 'operator') {
    throw new CredsweepError(
      'role_insufficient',
      `${principal.name} may look, and only look. It takes the role operator to start scans and to exempt findings.`,
    );
  }
  return principal;
}

async function findPrincipal(context: WebContext, gate: Gate): Promise<Principal | null> {
  // The address of the socket: what a header says of it would be the word of whoever sends it.
  const peer = context.env.incoming.socket.remoteAddress ?? '';
  const proxyUser = gate.readProxyUser(peer, (name) => context.req.header(name));
  if (proxyUser !== null) return proxyUser;
  const authorization = context.req.header('authorization');
  if (authorization !== undefined) return checkBearer(context, authorization, gate);
  const session = getCookie(context, gate.cookieName);
  return session === undefined ? null : readSession(session, gate.tokens, new Date());
}

/** @throws CredsweepError `login_required` for a token that is not known */
async function checkBearer(
  context: WebContext,
  authorization: string,
  { tokens, limits }: Gate,
): Promise<Principal> {
  const address = context.get('clientAddress');
  await limits.refuseGuesser(address);
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const known = token === undefined ? null : tokens.findByToken(token);
  if (known !== null) return { name: known.name, role: known.role, via: 'bearer', formKey: '' };
  await limits.countWrongToken(address);
  throw new CredsweepError(
    'login_required',
    'The token is not known here. Tokens stand in CREDSWEEP_WEB_TOKENS, or in the section web of credsweep.config.yaml.',
  );
}
