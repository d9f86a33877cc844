import { CredsweepError, describeIssue, webTokenSchema, type WebToken } from '@credsweep/core';

/**
 * Reads tokens as an environment variable holds them: `name:role:token`, separated by commas or line breaks.
 *
 * @throws CredsweepError `config_invalid`; no token is in its message
 */
export function parseTokenList(text: string): readonly WebToken[] {
  const tokens: WebToken[] = [];
  const problems: string[] = [];
  const entries = text.split(/[\n,]/).filter((entry) => entry.trim() !== '');
  for (const [index, entry] of entries.entries()) {
    const [name, role, ...rest] = entry.trim().split(':');
    const read = webTokenSchema.safeParse(
      { name, role, token: rest.join(':') },
      { error: describeIssue },
    );
    if (read.success) tokens.push(read.data);
    else {
      problems.push(
        ...read.error.issues.map(
          ({ path, message }) => `  entry ${index + 1}: ${path.join('.')} ${message}`,
        ),
      );
    }
  }
  if (problems.length === 0) return tokens;
  throw new CredsweepError(
    'config_invalid',
    `CREDSWEEP_WEB_TOKENS cannot be used:\n${problems.join('\n')}\nWrite name:role:token for each, separated by commas.`,
  );
}
