/** Says that what is told goes from the older scan to the newer one, to somebody who named them the other way round. */
export function explainOrder({ before, after }: ScanNumbers): string {
  return (
    `Scan ${after.scanId} is the newer one: this is what changed from scan ${before.scanId} to scan ${after.scanId}, ` +
    'whichever is named first.'
  );
}

type ScanNumbers = {
  readonly before: { readonly scanId: number };
  readonly after: { readonly scanId: number };
};
