import type { CredsweepError, Delivery, JobOutcome } from '@credsweep/core';
import type { Logger } from 'pino';
import type { HandlerObserver, ObservedJob } from './observe-handlers.ts';

/** Writes what becomes of each job to the log, with its scan, account, attempt, duration and code. */
export function createLogObserver(log: Logger): HandlerObserver {
  return {
    onEnd(job, end, durationMs) {
      const { kind, ...subject } = job;
      const fields = { job: kind, ...subject, durationMs };
      if (end.kind === 'ended') return logOutcome(log, job, end.outcome, fields);
      if (end.kind === 'handed_back') return log.info(fields, 'job handed back');
      if (end.kind === 'retried')
        return log.warn({ ...fields, ...describeError(end.error) }, 'job will be tried again');
      if (end.error.code === 'lease_lost')
        return log.warn({ ...fields, ...describeError(end.error) }, 'account left to others');
      return log.error({ ...fields, ...describeError(end.error) }, 'job failed');
    },
  };
}

function logOutcome(log: Logger, { kind }: ObservedJob, outcome: JobOutcome, fields: object): void {
  if (outcome.delivery !== undefined) {
    logDelivery(log, outcome.delivery, fields);
    return;
  }
  if (outcome.kind === 'step_aside') {
    log.debug({ ...fields, delayMs: outcome.delayMs }, 'job steps aside');
    return;
  }
  const { account, start } = outcome;
  if (account?.state === 'failed')
    log.warn({ ...fields, ...describeError(account.error) }, 'account failed');
  else if (account?.state === 'scanned') log.info(fields, 'account scanned');
  else if (start?.kind === 'started')
    log.info({ ...fields, scanId: start.scan.scanId }, 'scheduled scan started');
  else if (start?.kind === 'skipped')
    log.warn({ ...fields, reason: start.reason }, 'scheduled scan skipped');
  else if (kind === 'list-accounts') log.info(fields, 'accounts listed');
  else if (kind === 'close-scan') log.info(fields, 'scan closed');
  else log.debug(fields, 'job done');
}

function logDelivery(log: Logger, { channel, state, error }: Delivery, fields: object): void {
  const told = { ...fields, channel, ...(error === undefined ? {} : describeError(error)) };
  if (state === 'delivered') log.info(told, 'alert delivered');
  else if (state === 'postponed') log.warn(told, 'alert not delivered, will be tried again');
  else log.error(told, 'alert given up');
}

/** The stack only of what is a fault of the program. */
function describeError({ code, message, stack, cause }: CredsweepError): object {
  if (code !== 'internal_error') return { code, reason: message };
  return { code, reason: message, stack: cause instanceof Error ? cause.stack : stack };
}
