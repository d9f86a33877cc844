import type { AlertRecord } from '@credsweep/core';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Alerts } from './engine/open-alerts.ts';
import type { Engine } from './engine/open-engine.ts';
import type { Terminal } from './terminal.ts';

/**
 * Gives the messages of a scan that has ended time to be delivered by the workers of this process, then says on stderr
 * what was and what was not; never fails the scan.
 */
export async function awaitDeliveries(
  terminal: Terminal,
  { outbox }: Pick<Engine, 'outbox'>,
  wait: {
    readonly scanId: number;
    readonly alerts: Alerts | null;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const { scanId, alerts, signal } = wait;
  if (alerts === null) return;
  const deadline = Date.now() + patienceMs;
  try {
    for (;;) {
      const own = await outbox.listAlerts({ state: null, scanId, limit: 1000 });
      const isWorthWaiting = own.some((alert) => isExpected(alert, alerts, deadline));
      if (!isWorthWaiting || signal.aborted || Date.now() > deadline) {
        for (const line of describeDeliveries(own)) terminal.stderr.write(`${line}\n`);
        return;
      }
      await sleep(pollMs, undefined, { signal }).catch(() => undefined);
    }
  } catch {
    terminal.stderr.write(
      'Whether the alerts were delivered cannot be said: the database does not answer. "credsweep alerts list" shows it.\n',
    );
  }
}

/** Whether a message may still be delivered while we wait. */
function isExpected(alert: AlertRecord, { channels }: Alerts, deadline: number): boolean {
  return (
    alert.state === 'pending' &&
    channels.has(alert.channel) &&
    (alert.nextAttemptAt?.getTime() ?? 0) < deadline
  );
}

function describeDeliveries(alerts: readonly AlertRecord[]): readonly string[] {
  const delivered = alerts.filter(({ state }) => state === 'delivered');
  const told =
    delivered.length === 0
      ? []
      : [`Alerts delivered: ${delivered.map(({ channel }) => channel).join(', ')}.`];
  const waiting = alerts
    .filter(
      ({ kind, state, dueAt }) => kind === 'digest' && state === 'pending' && dueAt > new Date(),
    )
    .map(({ channel, dueAt }) => `Alert to ${channel}: in the digest of ${dueAt.toISOString()}.`);
  const failed = alerts
    .filter(({ state, dueAt }) => state !== 'delivered' && dueAt <= new Date())
    .map(describeUndelivered);
  return [...told, ...waiting, ...failed];
}

function describeUndelivered({ messageId, channel, state, lastError }: AlertRecord): string {
  const why = lastError === null ? '' : ` ${lastError.message} [${lastError.code}]`;
  const retry = `credsweep alerts retry ${messageId.slice(0, 8)}`;
  return state === 'failed'
    ? `Alert to ${channel} FAILED:${why} Mend the cause, then run "${retry}".`
    : `Alert to ${channel} is not delivered yet:${why} A worker or the next scan tries again; or run "${retry}".`;
}

const patienceMs = 20_000;
const pollMs = 100;
