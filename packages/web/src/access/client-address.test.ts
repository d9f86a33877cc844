import { expect, test } from 'vitest';
import { findClientAddress } from './client-address.ts';
import { createAddressCheck } from './trusted-proxies.ts';

const isTrusted = createAddressCheck(['10.0.0.0/8']);

test.each([
  ['192.0.2.1', undefined, '192.0.2.1'],
  ['::ffff:192.0.2.1', undefined, '192.0.2.1'],
  ['192.0.2.1', '198.51.100.7', '192.0.2.1'],
  ['10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', 'made-up, 198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', '198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', '10.9.9.9, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
  ['10.0.0.1', '::ffff:198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', 'x'.repeat(500), 'x'.repeat(64)],
])('the client of %s that forwards %j is %s', (peer, forwardedFor, client) => {
  expect(findClientAddress(peer, forwardedFor, isTrusted)).toBe(client);
});
