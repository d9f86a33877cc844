import {
  CredsweepError,
  planDeliveryRetry,
  toCredsweepError,
  type AlertChannel,
  type AlertClaim,
  type AlertOutbox,
  type JobOutcome,
  type JobRun,
} from '@credsweep/core';

/** A channel and how long one delivery to it may take. */
export type DeliveryChannel = { readonly channel: AlertChannel; readonly timeoutMs: number };

/** What the delivery of a message needs. */
export type DeliveryDependencies = {
  readonly outbox: AlertOutbox;
  /** By name. */
  readonly channels: ReadonlyMap<string, DeliveryChannel>;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly random: () => number;
  /** What is left of a lease when the delivery has taken all its time; by default 10 s. */
  readonly leaseSlackMs?: number;
};

/**
 * Makes one attempt to deliver a message, and writes what came of it.
 *
 * Two processes never send it at the same time, as long as the lease lasts. A message whose channel is not configured
 * here is left to another process.
 */
export async function deliverAlert(
  messageId: string,
  run: Pick<JobRun, 'signal'>,
  dependencies: DeliveryDependencies,
): Promise<JobOutcome> {
  const { outbox, channels, leaseSlackMs = defaultLeaseSlackMs } = dependencies;
  const longestMs = Math.max(0, ...[...channels.values()].map(({ timeoutMs }) => timeoutMs));
  const result = await outbox.claimAlert(messageId, [...channels.keys()], longestMs + leaseSlackMs);
  if (result.kind === 'over') return { kind: 'done' };
  if (result.kind === 'later') return { kind: 'step_aside', delayMs: result.delayMs + laterMs };
  if (result.kind === 'no_channel') return { kind: 'step_aside', delayMs: otherProcessMs };
  const target = channels.get(result.claim.channel);
  if (target === undefined) throw new Error(`no channel ${result.claim.channel}`);
  return sendClaimed(result.claim, target, run, dependencies);
}

async function sendClaimed(
  claim: AlertClaim,
  { channel, timeoutMs }: DeliveryChannel,
  { signal }: Pick<JobRun, 'signal'>,
  dependencies: DeliveryDependencies,
): Promise<JobOutcome> {
  const { outbox } = dependencies;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    await channel.deliver(claim.message, AbortSignal.any([signal, timeout]));
  } catch (thrown) {
    if (signal.aborted) {
      await outbox.releaseAlert(claim);
      throw signal.reason;
    }
    const error = timeout.aborted
      ? tookTooLong(claim.channel, timeoutMs)
      : toCredsweepError(thrown);
    return saveFailure(claim, error, dependencies);
  }
  await outbox.saveAlertDelivered(claim.message.messageId);
  return { kind: 'done', delivery: { channel: claim.channel, state: 'delivered' } };
}

async function saveFailure(
  claim: AlertClaim,
  error: CredsweepError,
  { outbox, now, random }: DeliveryDependencies,
): Promise<JobOutcome> {
  const { attempts, firstAttemptAt, channel } = claim;
  const retry = planDeliveryRetry(error, attempts, firstAttemptAt, now(), random());
  if (retry.kind === 'give_up') {
    await outbox.saveAlertFailure(claim, { error, retryInMs: null, attemptSpent: true });
    return { kind: 'done', delivery: { channel, state: 'failed', error } };
  }
  const { delayMs, attemptSpent } = retry;
  await outbox.saveAlertFailure(claim, { error, retryInMs: delayMs, attemptSpent });
  return {
    kind: 'step_aside',
    delayMs: delayMs + laterMs,
    delivery: { channel, state: 'postponed', error },
  };
}

function tookTooLong(channel: string, timeoutMs: number): CredsweepError {
  return new CredsweepError(
    'alert_channel_unreachable',
    `The channel ${channel} had not accepted the message after ${Math.round(timeoutMs / 1000)} s. The receiver is ` +
      'slow or hangs; it is tried again. "timeoutSeconds" of the channel gives it more time.',
    { details: { channel } },
  );
}

/** The clock of this process may be a little ahead of the database's. */
const laterMs = 250;
const otherProcessMs = 10_000;
const defaultLeaseSlackMs = 10_000;
