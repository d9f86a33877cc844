/**
 * What is wrong with the web address of a channel, as the end of a sentence; null where nothing is. Plain http is for
 * receivers on this machine only, since the address itself, or what is sent, is secret.
 */
export function findWebAddressProblem(address: string, allowInsecure: boolean): string | null {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'is not a web address (https://…)';
  if (url.username !== '' || url.password !== '')
    return 'has a user and password; give them as a header Authorization instead';
  if (url.protocol === 'http:' && !allowInsecure && !isLoopback(url.hostname))
    return (
      'begins with http://, so that anybody on the way could read the messages; use https:// ' +
      '(http:// is for receivers on this machine, or with alerts.allowInsecure: true)'
    );
  return null;
}

/** What is wrong with the address of a mail server, as the end of a sentence; null where nothing is. */
export function findMailServerProblem(address: string): string | null {
  const url = URL.parse(address);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return (
      'is not a mail server (smtps://user:password@host:465, or smtp://host:587), or what is special in ' +
      'the password is not percent-encoded'
    );
  if (url.search !== '' || url.pathname.length > 1)
    return 'has more than user, password, host and port; percent-encode what is special in the password';
  return isEncoded(url.username) && isEncoded(url.password)
    ? null
    : 'has a user or password that is not rightly percent-encoded';
}

/** Whether a host is this machine, by its name or address. */
export function isLoopback(host: string): boolean {
  return /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/i.test(host);
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
