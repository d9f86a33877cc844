import { channelInvalid } from '../channel-failures.ts';

/**
 * Reads the address of a channel. Plain http is for receivers on this machine only, since the address itself, or what
 * is sent, is secret.
 *
 * @throws CredsweepError `config_invalid`
 */
export function parseTarget(name: string, address: string, allowInsecure: boolean): URL {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw channelInvalid(name, 'its url is not a web address (https://…)');
  if (url.username !== '' || url.password !== '')
    throw channelInvalid(
      name,
      'its url has a user and password; give them as a header Authorization instead',
    );
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname))
    throw channelInvalid(
      name,
      'its url begins with http://, so that anybody on the way could read the messages; use https:// ' +
        '(http:// is for receivers on this machine, or with alerts.allowInsecure: true)',
    );
  url.hash = '';
  return url;
}

/** Whether a host is this machine, by its name or address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}
