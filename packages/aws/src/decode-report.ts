import { CredsweepError } from '@credsweep/core';

/**
 * Gives the text of a credential report, which must be whole and valid UTF-8.
 *
 * `source` says where the bytes come from, such as `file 123456789012.csv`.
 */
export function decodeReport(bytes: Uint8Array, source: string, accountId: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformedReport(source, accountId, describeEncoding(bytes), { cause });
  }
}

/** The error for a credential report that cannot be used as it is. */
export function malformedReport(
  source: string,
  accountId: string,
  problem: string,
  { cause }: { readonly cause?: unknown } = {},
): CredsweepError {
  return new CredsweepError(
    'report_malformed',
    `The credential report of account ${accountId} (${source}) cannot be used: ${problem}`,
    { cause, details: { accountId, source } },
  );
}

function describeEncoding(bytes: Uint8Array): string {
  const isUtf16 =
    (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isUtf16
    ? 'it is UTF-16, as PowerShell writes it. Save it again as UTF-8.'
    : 'it is not valid UTF-8. It was damaged or is not a credential report; fetch it again.';
}
