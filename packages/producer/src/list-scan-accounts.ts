import {
  CredsweepError,
  isSelected,
  skipReason,
  toCredsweepError,
  type Account,
  type AccountDirectory,
  type AccountListing,
  type JobOutcome,
  type JobRun,
  type Organization,
  type Scan,
  type ScanClosing,
  type ScanQueue,
  type ScanRegister,
} from '@credsweep/core';

/** What the listing of a scan's accounts needs. */
export type ListingDependencies = {
  readonly register: Pick<ScanRegister, 'findScan'>;
  readonly listing: AccountListing;
  readonly closing: Pick<ScanClosing, 'beginClosing'>;
  readonly queue: ScanQueue;
  /** Gives the directory that the scan's settings ask for. */
  readonly openDirectory: (scan: Scan) => Promise<AccountDirectory>;
};

/**
 * Lists the accounts of a scan into the ledger and the queue, page by page, so that workers are busy with the first
 * page while the next one is listed. Doing it again, after a crash, adds what is missing and nothing twice.
 *
 * @throws CredsweepError what made the listing impossible; the scan is `failed` then, unless it will be tried again
 */
export async function listScanAccounts(
  scanId: number,
  run: JobRun,
  dependencies: ListingDependencies,
): Promise<JobOutcome> {
  const { register, listing, closing, queue, openDirectory } = dependencies;
  const scan = await register.findScan(scanId);
  if (scan?.state !== 'listing') return { kind: 'done' };
  try {
    const directory = await openDirectory(scan);
    const organization = await unlessAborted(directory.describeOrganization(), run.signal);
    checkOrganization(scan, organization);
    await listing.recordOrganization(scanId, organization);
    const readsTags = asksForTags(scan, organization);
    const missing = new Set(scan.settings.selection.accounts);
    let selectedCount = 0;
    for await (const accounts of directory.listAccounts(run.signal)) {
      const selected = new Set(
        accounts
          .filter((account) => isSelected(account, scan.settings.selection))
          .map((account) => account.accountId),
      );
      for (const { accountId } of accounts) missing.delete(accountId);
      selectedCount += selected.size;
      const described = readsTags
        ? await addTags(accounts, selected, directory, run.signal)
        : accounts;
      await queue.enqueueAccountScans(await listing.addAccounts(scanId, described, selected));
    }
    for (const accountId of scan.settings.selection.exclude) missing.delete(accountId);
    if (selectedCount + missing.size === 0) throw selectionEmpty();
    await listing.endListing(scanId, [...missing], directory.takeApiCalls());
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = toCredsweepError(thrown);
    if (!error.retryable || run.isLastAttempt) await listing.failScan(scanId, error);
    throw error;
  }
  if (await closing.beginClosing(scanId)) await queue.enqueueClosing(scanId);
  return { kind: 'done' };
}

/** An account that stands alone has no tags, and a folder of reports has none either. */
function asksForTags({ settings }: Scan, { kind }: Organization): boolean {
  return kind === 'organization' && (settings.owners?.accountTag ?? null) !== null;
}

/** Adds their tags to the accounts that will be scanned, one call each; the directory keeps to the limit of AWS. */
function addTags(
  accounts: readonly Account[],
  selected: ReadonlySet<string>,
  directory: AccountDirectory,
  signal: AbortSignal,
): Promise<readonly Account[]> {
  return Promise.all(
    accounts.map(async (account) =>
      selected.has(account.accountId) && skipReason(account.state) === null
        ? { ...account, tags: await directory.listAccountTags(account.accountId, signal) }
        : account,
    ),
  );
}

/** Waits for an answer, but not any longer once the signal aborts; rejects with its reason then. */
async function unlessAborted<Answer>(
  answer: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A listing that goes on under other credentials must not mix two organizations in one scan. */
function checkOrganization(scan: Scan, { organizationId }: Organization): void {
  if (scan.organizationId === null || scan.organizationId === organizationId) return;
  throw new CredsweepError(
    'organization_unreadable',
    `Scan ${scan.scanId} was begun in ${scan.organizationId}, but the AWS credentials at hand belong to ` +
      `${organizationId}, or may not list the organization any more. Give this process the credentials of the ` +
      'former, or start a new scan.',
    { details: { scanId: scan.scanId, organizationId } },
  );
}

function selectionEmpty(): CredsweepError {
  return new CredsweepError(
    'selection_empty',
    'No account of the organization is left after --ou, --account and --exclude. Check the ids; ' +
      'organizational units are named by id, such as ou-ab12-cdefghij.',
  );
}
