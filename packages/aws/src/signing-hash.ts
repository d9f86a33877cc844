import type { STSClientConfig } from '@aws-sdk/client-sts';
import { createHash, createHmac, createSecretKey, type Hash, type Hmac } from 'node:crypto';

/**
 * SHA-256, with a key HMAC-SHA-256, for the SDK to sign requests with.
 *
 * The SDK's own gives Node.js each key as bytes, which takes Node.js 24 five times as long as a key object; an account
 * takes about a dozen of them, because each session has a signing key of its own.
 */
export class SigningHash {
  private hash: Hash | Hmac;
  private readonly key: Bytes | undefined;

  constructor(key?: Bytes) {
    this.key = key;
    this.hash = startHash(key);
  }

  update(bytes: Bytes): void {
    this.hash.update(toBuffer(bytes));
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = startHash(this.key);
  }
}

/** What the SDK signs: text, as UTF-8, or bytes. */
type Bytes = ConstructorParameters<NonNullable<STSClientConfig['sha256']>>[0] & {};

function startHash(key: Bytes | undefined): Hash | Hmac {
  return key === undefined
    ? createHash('sha256')
    : createHmac('sha256', createSecretKey(toBuffer(key)));
}

function toBuffer(bytes: Bytes): Buffer {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}
