/** The credential report AWS keeps for an account: a snapshot taken when its generation began. */
export type StoredReport = {
  /** World time of the snapshot; also the report's `GeneratedTime`. */
  generatedAt: Date;
  /** World time from which the report can be read. */
  readyAt: Date;
  /** Milliseconds of real time, on the clock of `performance.now()`, from which it can be read too. */
  readyAtRealMs: number;
  /** The bytes of the CSV; the same at every call. */
  readContent: () => Uint8Array;
};

/** Makes the account's report, ready or not, `ageMs` older than it is. */
export function ageReport(account: { storedReport?: StoredReport }, ageMs: number): void {
  const report = requireReport(account);
  report.generatedAt = new Date(report.generatedAt.getTime() - ageMs);
  report.readyAt = new Date(report.readyAt.getTime() - ageMs);
}

/**
 * Replaces the bytes of the report AWS keeps for an account, for as long as it is reused.
 * Generate the report first; a later one is whole again.
 */
export function replaceReport(
  account: { storedReport?: StoredReport },
  content: Uint8Array | string,
): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  requireReport(account).readContent = () => bytes;
}

function requireReport(account: { storedReport?: StoredReport }): StoredReport {
  if (account.storedReport === undefined) {
    throw new Error(
      'The account has no credential report yet: call GenerateCredentialReport first.',
    );
  }
  return account.storedReport;
}
