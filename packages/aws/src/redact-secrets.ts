/**
 * Gives AWS's own words in a form that may be shown and stored: one line, short, without secrets.
 *
 * A signature error repeats the request with its session token, so any long run of base64 is cut out.
 */
export function redactSecrets(text: string): string {
  const line = text
    .replaceAll(/[A-Za-z0-9+/=]{80,}/g, '[cut]')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}

const maxLength = 300;
