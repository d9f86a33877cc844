import { CredsweepError } from '@credsweep/core';
import type { WebContext } from '../web-environment.ts';

/** Hosts by which browsers may call the service. */
export type KnownHosts = {
  /** Null: any, for the service listens where it cannot know its names. */
  readonly names: ReadonlySet<string> | null;
  /** Origin of the public address; null: whatever host was called. */
  readonly publicOrigin: string | null;
};

/** Names the hosts of a service that listens on `host`. */
export function nameHosts(host: string, publicUrl: string | undefined): KnownHosts {
  const publicOrigin = publicUrl ?? null;
  if (!isLoopback(host) && publicOrigin === null) return { names: null, publicOrigin };
  const names = new Set([...loopbackNames, host.toLowerCase()]);
  if (publicOrigin !== null) names.add(new URL(publicOrigin).hostname);
  return { names, publicOrigin };
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return loopbackNames.includes(host.toLowerCase()) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Refuses a name that is not the service's own: a page of somebody else, whose name was made to lead here, would
 * otherwise be of the same origin.
 *
 * @throws CredsweepError `request_refused`
 */
export function refuseForeignHost({ req }: WebContext, { names }: KnownHosts): void {
  if (names === null || names.has(readHostName(req.header('host') ?? ''))) return;
  throw new CredsweepError(
    'request_refused',
    'The service does not go by this name. Call it by the address that it printed, or name its public address as web.publicUrl.',
  );
}

/**
 * Refuses what a page of another site makes the browser send.
 *
 * @throws CredsweepError `request_refused`
 */
export function refuseCrossSite({ req }: WebContext, { publicOrigin }: KnownHosts): void {
  const site = req.header('sec-fetch-site');
  const origin = req.header('origin');
  const isOwnSite = site === undefined || site === 'same-origin';
  const isOwnOrigin = origin === undefined || isOwn(origin, req.header('host'), publicOrigin);
  if (isOwnSite && isOwnOrigin && (site ?? origin) !== undefined) return;
  throw new CredsweepError(
    'request_refused',
    'This did not come from a page of the service itself. Open the page here and press the button there.',
  );
}

function isOwn(origin: string, host: string | undefined, publicOrigin: string | null): boolean {
  if (origin === publicOrigin) return true;
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase();
}

function readHostName(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '');
}

const loopbackNames = ['localhost', '127.0.0.1', '::1', '[::1]'];
