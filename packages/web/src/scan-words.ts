import { isOver, measurePace, type ScanStatus } from '@credsweep/core';

/** How far a scan is, as the API and the page of the scan give it. */
export function toScanProgress(status: ScanStatus) {
  const {
    policyName,
    errorCode,
    errorMessage,
    finishedLastMinute: _,
    notice: __,
    ...known
  } = status;
  return {
    ...known,
    elapsedSeconds: Math.round(status.elapsedSeconds * 10) / 10,
    ...measurePace(status),
    policy: policyName,
    failure: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    stall: explainStall(status),
  };
}

/** Says why a scan does not go on, where nobody seems to work on it; null where somebody does. */
function explainStall(status: ScanStatus): string | null {
  const { state, accounts, running, waiting, elapsedSeconds, finishedLastMinute } = status;
  if (isOver(state)) return null;
  if (state === 'listing' && accounts === 0 && elapsedSeconds > patienceSeconds) {
    return 'No worker has taken this scan yet. Start one where the same database is: credsweep worker';
  }
  const isIdle = waiting > 0 && running === 0 && finishedLastMinute === 0;
  return state === 'scanning' && isIdle && elapsedSeconds > 60
    ? 'No account was read in the last minute. Is a worker running? credsweep worker'
    : null;
}

const patienceSeconds = 8;
