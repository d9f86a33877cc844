/** Cuts secrets out of every text of a value, however deep. */
export function scrubTexts(value: unknown): unknown {
  if (typeof value === 'string') return scrubSecrets(value);
  if (Array.isArray(value)) return value.map(scrubTexts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, scrubTexts(inner)]),
  );
}

/**
 * Cuts secrets out of a text, wherever they come from: the user and password of a URL, values that are named
 * as secrets, and long runs of base64, as session tokens and signatures are.
 */
export function scrubSecrets(line: string): string {
  return line
    .replaceAll(/(\b[a-z][a-z\d+.-]*:\/\/)[^/\s"@]*@/gi, `$1${cut}@`)
    .replaceAll(
      /\b(password|secret\w*|session_?token|aws_secret_access_key|aws_session_token)(\\?["']?\s*[=:]\s*\\?["']?)[^\s"'\\,;&}]+/gi,
      `$1$2${cut}`,
    )
    .replaceAll(/[A-Za-z0-9+/=]{80,}/g, cut);
}

/** What stands in the place of a secret. */
export const cut = '[redacted]';
