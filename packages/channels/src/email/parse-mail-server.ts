import { findMailServerProblem, isLoopback } from '@credsweep/core';
import { channelInvalid } from '../channel-failures.ts';

/** How a mail server is reached. */
export type MailServer = {
  readonly host: string;
  readonly port: number;
  /** TLS from the beginning. */
  readonly secure: boolean;
  /** TLS by STARTTLS, or no mail. */
  readonly requireTLS: boolean;
  readonly ignoreTLS: boolean;
  readonly auth?: { readonly user: string; readonly pass: string };
  /** Never without the login that is given, even where the server claims to know none. */
  readonly forceAuth: boolean;
  /** Host and port, for messages. */
  readonly where: string;
  /** Texts that no message may show. */
  readonly secrets: readonly string[];
};

/**
 * Reads `smtps://user:password@host:465` or `smtp://host:587`. The latter needs STARTTLS, but for a server on this
 * machine: that may do without, and is not asked for it where there is no password to hide.
 *
 * @throws CredsweepError `config_invalid`
 */
export function parseMailServer(name: string, address: string, allowInsecure: boolean): MailServer {
  const problem = findMailServerProblem(address);
  if (problem !== null) throw channelInvalid(name, `its url ${problem}`);
  const url = new URL(address);
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const secure = url.protocol === 'smtps:';
  const port = url.port === '' ? (secure ? 465 : 587) : Number(url.port);
  const mayBePlain = allowInsecure || isLoopback(host);
  const user = decodeURIComponent(url.username);
  const pass = decodeURIComponent(url.password);
  const hasLogin = user !== '' || pass !== '';
  return {
    host,
    port,
    secure,
    requireTLS: !secure && !mayBePlain,
    ignoreTLS: isLoopback(host) && !hasLogin,
    ...(hasLogin ? { auth: { user, pass } } : {}),
    forceAuth: hasLogin,
    where: `${url.hostname}:${port}`,
    secrets: hasLogin ? listLoginSecrets(user, pass, url.password) : [],
  };
}

/** The password, as it is and as it goes over the wire. */
function listLoginSecrets(user: string, pass: string, encoded: string): readonly string[] {
  const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
  return [pass, encoded, inBase64(pass), inBase64(`\0${user}\0${pass}`)];
}
