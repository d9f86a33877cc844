import type { AlertChannel, AlertChannelSettings, AlertMessage } from '@credsweep/core';
import type { ChannelOptions } from '../channel-options.ts';
import { listUrlSecrets } from '../quote-answer.ts';
import { parseTarget } from './parse-target.ts';
import { postJson } from './post-json.ts';

/** What is posted for a message. */
export type HttpRendering = {
  /** JSON. */
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Opens a channel that posts each message to a web address.
 *
 * @param secrets texts, besides those of the address, that no message may show
 * @throws CredsweepError `config_invalid` for an address that cannot be used
 */
export function openHttpChannel(
  name: string,
  settings: Extract<AlertChannelSettings, { url: string }>,
  { now = () => new Date(), allowInsecure = false }: ChannelOptions,
  render: (message: AlertMessage, now: Date) => HttpRendering,
  secrets: readonly string[] = [],
): AlertChannel {
  const url = parseTarget(name, settings.url, allowInsecure);
  return {
    name,
    deliver: async (message, signal) => {
      await postJson({
        ...render(message, now()),
        place: { name, type: settings.type, where: url.host, kind: message.kind },
        url,
        timeoutMs: settings.timeoutSeconds * 1000,
        signal,
        secrets: [...listUrlSecrets(url), ...secrets],
        now,
      });
    },
    close: () => undefined,
  };
}
