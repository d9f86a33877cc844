import { CredsweepError } from '@credsweep/core';

/**
 * Runs work of AWS for at most so long; then its signal is aborted, and it is not waited for any more.
 *
 * @throws CredsweepError `aws_unavailable` when the time is over
 */
export async function runWithin<Result>(
  timeoutMs: number,
  what: string,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const reason = new CredsweepError(
      'aws_unavailable',
      `AWS did not answer ${what} within ${timeoutMs / 1000} seconds. ` +
        'Usual causes: a proxy, firewall or missing VPC endpoint of this machine, or a disturbance at AWS. ' +
        'Check that this machine reaches the endpoints of STS, IAM and Organizations.',
    );
    controller.abort(reason);
    reject(reason);
  }, timeoutMs);
  try {
    return await Promise.race([run(controller.signal), over]);
  } finally {
    clearTimeout(timer);
  }
}
