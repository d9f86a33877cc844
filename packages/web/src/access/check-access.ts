import { CredsweepError, type WebSettings } from '@credsweep/core';
import { isLoopback } from './check-origin.ts';
import { createTokenRegister } from './token-register.ts';

/** Whether nobody was given access, so that the service makes a token of its own. */
export function isOpenByItself({ tokens, proxyAuth }: WebSettings): boolean {
  return tokens.length === 0 && proxyAuth === undefined;
}

/**
 * Checks whether a service may be opened with these settings.
 *
 * @throws CredsweepError `config_invalid` when others could reach a service that nobody was given access to, or two
 *   tokens are alike
 */
export function checkAccess(host: string, settings: WebSettings): void {
  createTokenRegister(settings.tokens);
  if (!isOpenByItself(settings) || isLoopback(host)) return;
  throw new CredsweepError(
    'config_invalid',
    `On ${host} others can reach the service, and nobody has been given access. Set CREDSWEEP_WEB_TOKENS=name:operator:TOKEN ` +
      '(make a token with: openssl rand -hex 24), or the section web of credsweep.config.yaml; or leave --host out to serve this machine only.',
  );
}
