import type { STSClientConfig } from '@aws-sdk/client-sts';
import { createHmac, createSecretKey, hash } from 'node:crypto';

/**
 * SHA-256, with a key HMAC-SHA-256, for the SDK to sign requests with.
 *
 * The SDK's own gives Node.js each key as bytes, which takes Node.js 24 five times as long as a key object; an account
 * takes about a dozen of them, because each session has a signing key of its own.
 */
export class SigningHash {
  private readonly key: Buffer | undefined;
  private pieces: Buffer[] = [];

  constructor(key?: Bytes) {
    this.key = key === undefined ? undefined : toBuffer(key);
  }

  update(bytes: Bytes): void {
    this.pieces.push(toBuffer(bytes));
  }

  async digest(): Promise<Uint8Array> {
    const [first, ...others] = this.pieces;
    const message = first === undefined || others.length > 0 ? Buffer.concat(this.pieces) : first;
    return this.key === undefined
      ? hash('sha256', message, 'buffer')
      : createHmac('sha256', createSecretKey(this.key)).update(message).digest();
  }

  reset(): void {
    this.pieces = [];
  }
}

/** What the SDK signs: text, as UTF-8, or bytes. */
type Bytes = ConstructorParameters<NonNullable<STSClientConfig['sha256']>>[0] & {};

function toBuffer(bytes: Bytes): Buffer {
  if (typeof bytes === 'string') return Buffer.from(bytes);
  return ArrayBuffer.isView(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
}
