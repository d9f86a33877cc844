import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { readHeader, type HttpRequest } from './http-request.ts';

/** The parts of a Signature Version 4 `Authorization` header. */
export type SignatureClaim = {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
};

/** Reads the signature a request claims to have; undefined if it has none in this form. */
export function readSignatureClaim(request: HttpRequest): SignatureClaim | undefined {
  const match = authorizationForm.exec(readHeader(request, 'authorization') ?? '');
  if (match === null) return undefined;
  const [, accessKeyId = '', date = '', region = '', service = '', headers = '', signature = ''] =
    match;
  return { accessKeyId, date, region, service, signedHeaders: headers.split(';'), signature };
}

/** True if a request was signed with this secret and not changed since. */
export type VerifySignature = (
  request: HttpRequest,
  claim: SignatureClaim,
  secretAccessKey: string,
) => boolean;

/**
 * A verifier that remembers the signing keys of the latest 1,000 credentials: deriving one takes
 * four times as long as a signature.
 * Follows "Create a signed AWS API request" of the IAM user guide.
 */
export function createSignatureVerifier(): VerifySignature {
  const signingKeys = new Map<string, Buffer>();
  return (request, claim, secretAccessKey) => {
    const timestamp = readHeader(request, 'x-amz-date') ?? '';
    if (!timestamp.startsWith(claim.date) || !claim.signedHeaders.includes('host')) return false;
    const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
    const signingKeyName = `${secretAccessKey} ${scope}`;
    const signingKey = signingKeys.get(signingKeyName) ?? deriveSigningKey(secretAccessKey, scope);
    if (signingKeys.size >= maxSigningKeys) signingKeys.clear();
    signingKeys.set(signingKeyName, signingKey);
    const canonicalHash = hash('sha256', canonicalRequest(request, claim.signedHeaders));
    const expected = hmac(signingKey, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${canonicalHash}`);
    const given = Buffer.from(claim.signature, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  };
}

/** Milliseconds between the time a request was signed and now; undefined if it does not say when. */
export function signatureAgeMs(request: HttpRequest, nowMs: number): number | undefined {
  const match = timestampForm.exec(readHeader(request, 'x-amz-date') ?? '');
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  return nowMs - Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string {
  const headers = signedHeaders
    .map((name) => `${name}:${(readHeader(request, name) ?? '').trim().replaceAll(/\s+/g, ' ')}\n`)
    .join('');
  return [
    request.method,
    request.path.split('/').map(encodeURIComponent).join('/'),
    request.query.split('&').toSorted().join('&'),
    headers,
    signedHeaders.join(';'),
    hash('sha256', request.body),
  ].join('\n');
}

function deriveSigningKey(secretAccessKey: string, scope: string): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scope.split('/')) key = hmac(key, part);
  return key;
}

function hmac(key: Buffer, content: string): Buffer {
  return createHmac('sha256', key).update(content).digest();
}

const maxSigningKeys = 1_000;

const authorizationForm =
  /^AWS4-HMAC-SHA256\s+Credential=([\w-]+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request,\s*SignedHeaders=([\w;-]+),\s*Signature=([0-9a-f]{64})$/;

const timestampForm = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
