import { findWebAddressProblem } from '@credsweep/core';
import { channelInvalid } from '../channel-failures.ts';

/**
 * Reads the address of a channel.
 *
 * @throws CredsweepError `config_invalid`
 */
export function parseTarget(name: string, address: string, allowInsecure: boolean): URL {
  const problem = findWebAddressProblem(address, allowInsecure);
  if (problem !== null) throw channelInvalid(name, `its url ${problem}`);
  const url = new URL(address);
  url.hash = '';
  return url;
}
