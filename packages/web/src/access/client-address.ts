import { withoutMapping } from './trusted-proxies.ts';

/**
 * The address of a client. Trusted proxies name it in `X-Forwarded-For`, to which each adds whom it was called by: the
 * last entry that is no such proxy itself is the client, and all that stands before it is the client's own word.
 */
export function findClientAddress(
  peerAddress: string,
  forwardedFor: string | undefined,
  isTrusted: (address: string) => boolean,
): string {
  const entries = (forwardedFor ?? '')
    .split(',')
    .map((entry) => withoutMapping(entry.trim()).slice(0, 64))
    .filter((entry) => entry !== '');
  let client = withoutMapping(peerAddress);
  while (isTrusted(client)) {
    const caller = entries.pop();
    if (caller === undefined) break;
    client = caller;
  }
  return client;
}
