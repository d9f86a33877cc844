import { CredsweepError, didYouMean, policyPresets, type AlertMessage } from '@credsweep/core';
import { randomUUID } from 'node:crypto';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { openAlerts } from '../engine/open-alerts.ts';
import type { Terminal } from '../terminal.ts';

/** Sends a test message to a channel, without a database; gives the exit code, or throws what the channel met. */
export async function runAlertsTestCommand(terminal: Terminal, channel: string): Promise<number> {
  const { alerts: settings } = await loadConfiguration(
    terminal.workingFolder,
    {},
    terminal.environment,
  );
  const alerts = openAlerts(terminal, settings, terminal.stdout);
  try {
    const target = alerts?.channels.get(channel);
    if (target === undefined) throw channelUnknown(channel, [...(alerts?.channels.keys() ?? [])]);
    const message = createTestMessage();
    await target.channel.deliver(message, AbortSignal.timeout(target.timeoutMs));
    terminal.stderr.write(`${channel} has accepted test message ${message.messageId}.\n`);
    return 0;
  } finally {
    alerts?.close();
  }
}

function createTestMessage(): AlertMessage {
  const { name, staleAfterDays, keyRotationDays, neverUsedKeyGraceDays } = policyPresets.default;
  const now = new Date();
  return {
    messageId: randomUUID(),
    kind: 'test',
    createdAt: now,
    organizationId: 'test',
    scanId: null,
    asOf: now,
    coverage: { accounts: 0, scanned: 0, failed: 0, skipped: 0, percent: 0 },
    policy: { name, staleAfterDays, keyRotationDays, neverUsedKeyGraceDays },
    highRiskKeys: 0,
    counts: { findings: 0, accounts: 0, bySeverity: { critical: 0, high: 0, medium: 0, low: 0 } },
    findings: [],
    reportUrl: null,
  };
}

function channelUnknown(channel: string, known: readonly string[]): CredsweepError {
  return new CredsweepError(
    'alert_channel_unknown',
    `There is no channel ${JSON.stringify(channel)} in credsweep.config.yaml of this folder` +
      (known.length === 0
        ? ': it has no section "alerts" with channels. docs/alerts.md has examples.'
        : `${didYouMean(channel, known)}. It has: ${known.join(', ')}.`),
  );
}
