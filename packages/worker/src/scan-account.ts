import {
  CredsweepError,
  toCredsweepError,
  type AccountClaim,
  type AccountLedger,
  type AccountScanJob,
  type AccountSession,
  type CredentialSource,
  type JobOutcome,
  type JobRun,
  type OwnerRecall,
  type ScanClosing,
  type ScanJobHandlers,
  type ScanQueue,
} from '@credsweep/core';
import { createAccountsInHand } from './accounts-in-hand.ts';
import { awaitReport } from './await-report.ts';
import { readAccount, type KnownOwners } from './read-account.ts';

/** What the scan of an account needs. */
export type AccountScanDependencies = {
  readonly ledger: AccountLedger;
  readonly recall: OwnerRecall;
  readonly closing: Pick<ScanClosing, 'beginClosing'>;
  readonly queue: Pick<ScanQueue, 'enqueueClosing'>;
  /** Gives the source that the scan's settings ask for. */
  readonly openSource: (claim: AccountClaim) => Promise<CredentialSource>;
  readonly now: () => Date;
};

/**
 * Makes what scans the accounts of a process: claims one, reads and judges it, writes the outcome, and closes the scan
 * behind the last account.
 *
 * While AWS makes the credential report, the job pauses; where that takes long, or another scan reads the account, it
 * steps aside. A failure that may pass is thrown, for the queue to try again; any other is the account's outcome. A
 * failure of the ledger itself is never the account's fault and is thrown.
 *
 * Whether nothing waits any more is asked only when the process has no account of the scan left in hand: the last
 * account of a scan is also the last one of its process.
 */
export function createAccountScanner(
  dependencies: AccountScanDependencies,
): ScanJobHandlers['scanAccount'] {
  const { closing, queue } = dependencies;
  const inHand = createAccountsInHand();

  return async (job, run) => {
    const { scanId } = job;
    inHand.take(scanId);
    try {
      return await scanAccount(job, run, dependencies);
    } finally {
      // Behind an account that was lost to another process, too: that one may have seen ours waiting.
      if (inHand.putAway(scanId) && (await closing.beginClosing(scanId)))
        await queue.enqueueClosing(scanId);
    }
  };
}

async function scanAccount(
  job: AccountScanJob,
  run: JobRun,
  dependencies: AccountScanDependencies,
): Promise<JobOutcome> {
  const claim = await dependencies.ledger.claimAccount(job);
  if (claim === null) return { kind: 'done' };
  if (claim === 'busy') return { kind: 'step_aside', delayMs: chooseBusyDelay() };
  const session = (await dependencies.openSource(claim)).openAccount(claim.accountId);
  return settleAccount(claim, session, run, dependencies);
}

async function settleAccount(
  claim: AccountClaim,
  session: AccountSession,
  run: JobRun,
  { ledger, recall, now }: AccountScanDependencies,
): Promise<JobOutcome> {
  if (claim.attempts > maxAttempts) {
    return saveFailed(ledger, claim, attemptsExhausted(claim), session);
  }
  const report = await attempt(() => awaitReport(claim, session, run, now));
  if (report instanceof CredsweepError) return giveUp(report);
  if (report.state === 'generating') {
    await ledger.releaseAccount(claim, session.takeApiCalls(), false);
    return { kind: 'step_aside', delayMs: report.retryAfterMs };
  }
  const owners = await recallOwners(claim, recall);
  const result = await attempt(() => readAccount(claim, session, report, owners, run.signal));
  if (result instanceof CredsweepError) return giveUp(result);
  await ledger.saveScanned(claim, { ...result, apiCalls: session.takeApiCalls() });
  return { kind: 'done', account: { state: 'scanned' } };

  /** Only a failure that nobody tries again is the account's outcome. */
  async function giveUp(error: CredsweepError): Promise<JobOutcome> {
    const { aborted } = run.signal;
    if (!aborted && (!error.retryable || run.isLastAttempt)) {
      return saveFailed(ledger, claim, error, session);
    }
    await ledger.releaseAccount(claim, session.takeApiCalls(), !aborted);
    run.signal.throwIfAborted();
    throw error;
  }
}

/** Failures of reading are values, so that those of the ledger are not taken for them. */
async function attempt<Result>(read: () => Promise<Result>): Promise<Result | CredsweepError> {
  return read().catch(toCredsweepError);
}

/** The database is asked about owners only where the scan asks for them. */
async function recallOwners(claim: AccountClaim, recall: OwnerRecall): Promise<KnownOwners> {
  const { owners = null } = claim.settings;
  const mapId = owners?.mapId ?? null;
  return {
    settings: owners,
    map: mapId === null ? null : await recall.findOwnerMap(mapId),
    accountTags:
      (owners?.accountTag ?? null) === null ? null : await recall.findAccountTags(claim.accountId),
  };
}

async function saveFailed(
  ledger: AccountLedger,
  claim: AccountClaim,
  error: CredsweepError,
  session: AccountSession,
): Promise<JobOutcome> {
  await ledger.saveFailed(claim, error, session.takeApiCalls());
  return { kind: 'done', account: { state: 'failed', error } };
}

/** Some seconds, not the same for all, so that the accounts of a second scan do not come back all at once. */
function chooseBusyDelay(): number {
  return Math.round(minBusyDelayMs * (1 + Math.random()));
}

function attemptsExhausted(claim: AccountClaim): CredsweepError {
  return new CredsweepError(
    'attempts_exhausted',
    `Account ${claim.accountId} was begun ${claim.attempts - 1} times and never finished: workers died or lost their ` +
      'database on it each time. Look at the logs of the workers for this account, then scan it again.',
    { details: { accountId: claim.accountId, attempts: claim.attempts - 1 } },
  );
}

/** More tries than the queue and the reconciler make of an account that only meets passing trouble. */
const maxAttempts = 25;

const minBusyDelayMs = 2_000;
