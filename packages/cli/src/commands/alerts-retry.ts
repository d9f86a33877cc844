import type { AlertRecord } from '@credsweep/core';
import { createPostgresOutbox, type PostgresOutbox } from '@credsweep/postgres';
import { deliverAlert } from '@credsweep/reporter';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { openAlerts, type Alerts } from '../engine/open-alerts.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import { findAlert } from '../find-alert.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Makes one attempt in this process to deliver messages that are not delivered, each with a day of attempts before it
 * again; gives the exit code: 1 if one of them was not.
 */
export async function runAlertsRetryCommand(
  terminal: Terminal,
  id: string | undefined,
): Promise<number> {
  const configuration = await loadConfiguration(terminal.workingFolder, {}, terminal.environment);
  const alerts = openAlerts(terminal, configuration.alerts, terminal.stdout);
  try {
    const database = await openExistingDatabase(terminal);
    const stopping = new AbortController();
    const stopListening = terminal.onSignal((signal) => stopping.abort(signal));
    try {
      const outbox = createPostgresOutbox(database.pool);
      const chosen = id === undefined ? null : (await findAlert(outbox, id)).messageId;
      const renewed = await outbox.renewAlerts(chosen);
      if (renewed.length === 0)
        terminal.stderr.write(
          chosen === null ? 'Every alert is delivered.\n' : 'It is delivered already.\n',
        );
      let isAllDelivered = true;
      for (const messageId of renewed) {
        if (stopping.signal.aborted) return 1;
        const alert = await tryOnce(outbox, messageId, alerts, stopping.signal);
        isAllDelivered &&= alert.state === 'delivered';
        terminal.stderr.write(`${describeResult(alert, alerts)}\n`);
      }
      return isAllDelivered ? 0 : 1;
    } finally {
      stopListening();
      await database.close();
    }
  } finally {
    alerts?.close();
  }
}

async function tryOnce(
  outbox: PostgresOutbox,
  messageId: string,
  alerts: Alerts | null,
  signal: AbortSignal,
): Promise<AlertRecord> {
  if (alerts !== null)
    await deliverAlert(
      messageId,
      { signal },
      { outbox, channels: alerts.channels, now: () => new Date(), random: Math.random },
    );
  return findAlert(outbox, messageId);
}

function describeResult(
  { messageId, channel, state, lastError }: AlertRecord,
  alerts: Alerts | null,
): string {
  const subject = `Alert ${messageId.slice(0, 8)} to ${channel}`;
  if (state === 'delivered') return `${subject}: delivered.`;
  if (alerts?.channels.has(channel) !== true)
    return `${subject}: left to a worker, for credsweep.config.yaml of this folder has no channel ${channel}.`;
  const why = lastError === null ? 'somebody else is sending it.' : lastError.message;
  return `${subject}: ${state === 'failed' ? 'FAILED' : 'not delivered, tried again later'}: ${why}`;
}
