import { describe, expect, it } from 'vitest';
import { errorCatalogue, type ErrorCatalogueEntry } from './error-catalogue.ts';

const entries: readonly (readonly [string, ErrorCatalogueEntry])[] = Object.entries(errorCatalogue);

describe('errorCatalogue', () => {
  it.each(entries)('%s is a name that may stand in a URL, a column and a label', (code) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)+$|^throttled$/);
  });

  it('nothing that only the user can mend is tried again', () => {
    expect(entries.filter(([, entry]) => entry.exitCode === 2 && entry.retryable)).toEqual([]);
  });

  it.each([
    'role_missing_or_denied',
    'access_denied',
    'report_malformed',
    'report_account_mismatch',
  ] as const)('%s is final for an account', (code) => {
    expect(errorCatalogue[code].retryable).toBe(false);
  });

  it.each(['throttled', 'aws_unavailable', 'session_expired'] as const)('%s may pass', (code) => {
    expect(errorCatalogue[code].retryable).toBe(true);
  });
});
