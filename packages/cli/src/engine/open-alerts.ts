import { openAlertChannels } from '@credsweep/channels';
import {
  planAlerts,
  type AlertChannelSettings,
  type AlertSettings,
  type ClosedScan,
  type PlannedAlert,
} from '@credsweep/core';
import type { DeliveryChannel } from '@credsweep/reporter';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import type { Terminal, TextStream } from '../terminal.ts';

/** Who this process tells of what scans find. */
export type Alerts = {
  readonly settings: AlertSettings;
  /** By name. */
  readonly channels: ReadonlyMap<string, DeliveryChannel>;
  readonly plan: (scan: ClosedScan) => readonly PlannedAlert[];
  close(): void;
};

/**
 * Opens the channels of the configuration, and connects to nothing yet; null where there are none.
 *
 * @param linesTo takes the lines of a channel with the path `-`
 * @throws CredsweepError `config_invalid`
 */
export function openAlerts(
  { workingFolder }: Pick<Terminal, 'workingFolder'>,
  settings: AlertSettings | undefined,
  linesTo: TextStream,
): Alerts | null {
  if (settings === undefined || Object.keys(settings.channels).length === 0) return null;
  const placed = Object.fromEntries(
    Object.entries(settings.channels).map(([name, channel]) => [
      name,
      channel.type === 'json-lines' && channel.path !== '-'
        ? { ...channel, path: resolve(workingFolder, channel.path) }
        : channel,
    ]),
  );
  const opened = openAlertChannels(placed, {
    standardOutput: new Writable({
      write: (chunk: Buffer, _encoding, done) => void linesTo.write(chunk, () => done()),
    }),
    allowInsecure: settings.allowInsecure,
  });
  return {
    settings,
    channels: new Map(
      [...opened].map(([name, channel]) => [
        name,
        { channel, timeoutMs: limitDelivery(settings.channels[name]) },
      ]),
    ),
    plan: (scan) => planAlerts(scan, settings, randomUUID),
    close: () => {
      for (const channel of opened.values()) channel.close();
    },
  };
}

/** A channel keeps to its time by itself in each of its steps; this is for one that has several. */
function limitDelivery(channel: AlertChannelSettings | undefined): number {
  return (channel?.timeoutSeconds ?? 0) * 2000 + 5000;
}
