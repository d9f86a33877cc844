import {
  CredsweepError,
  toCredsweepError,
  type AlertChannel,
  type AlertChannelSettings,
} from '@credsweep/core';
import type { ChannelOptions } from './channel-options.ts';
import { openEmailChannel } from './email/email-channel.ts';
import { openHttpChannel } from './http/http-channel.ts';
import { openJsonLinesChannel } from './json-lines/json-lines-channel.ts';
import { renderSlackMessage } from './slack/render-slack-message.ts';
import { openSnsChannel } from './sns/sns-channel.ts';
import { renderTeamsCard } from './teams/render-teams-card.ts';
import { openWebhookChannel } from './webhook/webhook-channel.ts';

/**
 * Opens a channel; connects to nothing yet.
 *
 * @throws CredsweepError `config_invalid` for settings that cannot be used, without showing a secret
 */
export function openAlertChannel(
  name: string,
  settings: AlertChannelSettings,
  options: ChannelOptions = {},
): AlertChannel {
  switch (settings.type) {
    case 'slack':
      return openHttpChannel(name, settings, options, (message) => ({
        body: JSON.stringify(renderSlackMessage(message)),
      }));
    case 'teams':
      return openHttpChannel(name, settings, options, (message) => ({
        body: JSON.stringify(renderTeamsCard(message)),
      }));
    case 'webhook':
      return openWebhookChannel(name, settings, options);
    case 'email':
      return openEmailChannel(name, settings, options);
    case 'sns':
      return openSnsChannel(name, settings, options);
    case 'json-lines':
      return openJsonLinesChannel(name, settings, options);
  }
}

/**
 * Opens all channels by their names.
 *
 * @throws CredsweepError `config_invalid` with every problem at once
 */
export function openAlertChannels(
  settings: Readonly<Record<string, AlertChannelSettings>>,
  options: ChannelOptions = {},
): ReadonlyMap<string, AlertChannel> {
  const channels = new Map<string, AlertChannel>();
  const problems: string[] = [];
  for (const [name, one] of Object.entries(settings)) {
    try {
      channels.set(name, openAlertChannel(name, one, options));
    } catch (error) {
      problems.push(toCredsweepError(error).message);
    }
  }
  if (problems.length === 0) return channels;
  channels.forEach((channel) => channel.close());
  throw new CredsweepError('config_invalid', problems.join('\n'), {
    details: { problems: problems.length },
  });
}
