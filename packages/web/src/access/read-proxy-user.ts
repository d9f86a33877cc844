import type { WebSettings } from '@credsweep/core';
import { createHmac } from 'node:crypto';
import type { Principal } from './principal.ts';
import { createAddressCheck } from './trusted-proxies.ts';

/** Gives whom a trusted proxy says the user is; null from any other address. */
export type ReadProxyUser = (
  address: string,
  header: (name: string) => string | undefined,
) => Principal | null;

/**
 * Reads the headers of a reverse proxy that has authenticated the user.
 *
 * @param formSecret signs the forms of the users
 */
export function createProxyReader(
  settings: WebSettings['proxyAuth'],
  formSecret: Buffer,
): ReadProxyUser {
  if (settings === undefined) return () => null;
  const { userHeader, groupsHeader, operatorGroup } = settings;
  const isTrusted = createAddressCheck(settings.trustedProxies);
  return (address, header) => {
    if (!isTrusted(address)) return null;
    const name = header(userHeader)?.trim() ?? '';
    if (name === '' || name.length > maxNameLength) return null;
    const groups = groupsHeader === undefined ? '' : (header(groupsHeader) ?? '');
    const isOperator =
      operatorGroup !== undefined &&
      groups.split(',').some((group) => group.trim() === operatorGroup);
    return {
      name,
      role: isOperator ? 'operator' : 'reader',
      via: 'proxy',
      formKey: createHmac('sha256', formSecret).update(name).digest('base64url'),
    };
  };
}

const maxNameLength = 200;
