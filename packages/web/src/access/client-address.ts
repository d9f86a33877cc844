import { withoutMapping } from './trusted-proxies.ts';

/**
 * The address of a client. A trusted proxy names it in `X-Forwarded-For`, of which only the last entry is the proxy's
 * own word.
 */
export function findClientAddress(
  peerAddress: string,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  if (forwardedFor === undefined || !isTrusted(peerAddress)) return withoutMapping(peerAddress);
  const last = forwardedFor.split(',').at(-1)?.trim() ?? '';
  return last === '' ? withoutMapping(peerAddress) : last.slice(0, 64);
}
