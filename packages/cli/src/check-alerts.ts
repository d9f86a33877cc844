import { createCheckWriter, toCredsweepError, type Check } from '@credsweep/core';
import { loadConfiguration } from './configuration/load-configuration.ts';
import { openAlerts } from './engine/open-alerts.ts';
import type { Terminal } from './terminal.ts';

/** Checks the channels of the configuration, by names and types only; nothing is sent. */
export async function checkAlerts(terminal: Terminal): Promise<readonly Check[]> {
  const { ok, warn, failBy } = createCheckWriter('alerts');
  try {
    const { workingFolder, environment } = terminal;
    const { alerts: settings } = await loadConfiguration(workingFolder, {}, environment);
    const alerts = openAlerts(terminal, settings, terminal.stdout);
    if (alerts === null || settings === undefined) {
      return [
        ok(
          'channels',
          'None: nobody is told of new high-risk keys. The section "alerts" of credsweep.config.yaml names channels.',
        ),
      ];
    }
    alerts.close();
    const channels = Object.entries(settings.channels);
    const named = channels.map(([name, { type }]) => `${name} (${type})`).join(', ');
    return [
      ok('channels', `${named}. "credsweep alerts test CHANNEL" sends a message.`),
      ...(settings.allowInsecure
        ? [
            warn(
              'transport',
              'allowInsecure lets alerts and their secrets travel unencrypted.',
              'Use https:// and smtps:// addresses, and remove allowInsecure.',
            ),
          ]
        : []),
    ];
  } catch (thrown) {
    return [failBy('channels', 'The channels cannot be used.', toCredsweepError(thrown))];
  }
}
