import { hash } from 'node:crypto';

/** Prefixes AWS puts before unique ids: user, role, long-term key, temporary key. */
export type CredentialIdPrefix = 'AIDA' | 'AROA' | 'AKIA' | 'ASIA';

/** A unique id in AWS's form (prefix and 16 characters of A-Z and 2-7), the same for the same source. */
export function deriveCredentialId(
  prefix: CredentialIdPrefix,
  ...source: readonly string[]
): string {
  const digest = hash('sha256', source.join('\u0000'), 'buffer');
  let id: string = prefix;
  for (const byte of digest.subarray(0, 16)) id += alphabet.charAt(byte & 31);
  return id;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
