import { CredsweepError } from '@credsweep/core';
import type { Hono } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { requireRole, type Gate } from '../access/authenticate.ts';
import { readFields, readForm } from '../access/check-form.ts';
import { isEqual, openSession, sessionSeconds } from '../access/session.ts';
import type { WebContext, WebEnvironment } from '../web-environment.ts';
import type { WebLog } from '../web-log.ts';
import { renderLoginPage } from './login-page.ts';

/** What logging in takes. */
export type LoginOptions = {
  readonly gate: Gate;
  readonly isHttps: boolean;
  readonly startToken: string | null;
  readonly log: WebLog;
};

/** Adds the page that asks for a token, and the way out. */
export function addLogin(app: Hono<WebEnvironment>, options: LoginOptions): void {
  const { gate, isHttps, startToken, log } = options;
  const cookie = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isHttps } as const;
  const login = async (context: WebContext, token: string): Promise<boolean> => {
    const address = context.get('clientAddress');
    await gate.limits.refuseGuesser(address);
    const known = gate.tokens.findByToken(token);
    if (known === null) {
      await gate.limits.countWrongToken(address);
      log.warn({ address }, 'login refused');
      return false;
    }
    setCookie(context, gate.cookieName, openSession(known, new Date()), {
      ...cookie,
      maxAge: sessionSeconds,
    });
    log.info({ address, by: known.name }, 'logged in');
    return true;
  };

  app.get('/login', async (context) => {
    context.header('cache-control', 'no-store');
    const token = context.req.query('token');
    if (token === undefined) return context.html(renderLoginPage(null));
    await gate.limits.refuseGuesser(context.get('clientAddress'));
    // Only the token of this start comes by address: it stands in a terminal, and is of no use tomorrow.
    const isOfStart = startToken !== null && isEqual(token, startToken);
    if (isOfStart && (await login(context, token))) return context.redirect('/', 303);
    await gate.limits.countWrongToken(context.get('clientAddress'));
    return context.html(renderLoginPage('This address is not valid any more.'), 401);
  });
  app.post('/login', async (context) => {
    context.header('cache-control', 'no-store');
    const { token = '' } = await readFields(context);
    if (await login(context, token.trim())) return context.redirect('/', 303);
    return context.html(renderLoginPage('This token is not known here.'), 401);
  });
  app.post('/logout', async (context) => {
    const principal = requireRole(context, 'reader');
    if (principal.via !== 'session') {
      throw new CredsweepError('request_invalid', 'Only sessions that begin at /login end here.');
    }
    await readForm(context, principal);
    deleteCookie(context, gate.cookieName, cookie);
    return context.redirect('/login', 303);
  });
}
