import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { SigningHash } from './signing-hash.ts';

const message = Buffer.from('AWS4-HMAC-SHA256 ü');

test('without a key it is SHA-256', async () => {
  const hash = new SigningHash();
  hash.update(message.subarray(0, 4));
  hash.update(message.subarray(4));
  expect(Buffer.from(await hash.digest())).toEqual(createHash('sha256').update(message).digest());
});

test.each([
  ['text', 'AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'],
  ['bytes', new Uint8Array([0, 255, 7])],
  ['a part of a buffer', Buffer.from('xxkeyxx').subarray(2, 5)],
  ['a buffer of bytes', new Uint8Array([1, 2, 3]).buffer],
  ['no bytes at all', new Uint8Array()],
])('with a key of %s it is HMAC-SHA-256', async (_, key) => {
  const hash = new SigningHash(key);
  hash.update(message);
  const expected = createHmac('sha256', typeof key === 'string' ? key : Buffer.from(key as never));
  expect(Buffer.from(await hash.digest())).toEqual(expected.update(message).digest());
});

test('text is taken as UTF-8, and a reset begins anew', async () => {
  const hash = new SigningHash('key');
  hash.update('something else');
  hash.reset();
  hash.update(message.toString());
  const expected = createHmac('sha256', 'key').update(message).digest();
  expect(Buffer.from(await hash.digest())).toEqual(expected);
});
