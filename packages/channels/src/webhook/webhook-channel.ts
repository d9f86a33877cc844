import type { AlertChannel, AlertChannelSettings, AlertMessage } from '@credsweep/core';
import { Webhook } from 'standardwebhooks';
import { writeAlertEvent } from '../alert-event.ts';
import { channelInvalid } from '../channel-failures.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { openHttpChannel } from '../http/http-channel.ts';
import { writeOcsfEvents } from './ocsf-events.ts';

/**
 * Opens a webhook that is signed as Standard Webhooks says, so that a receiver can verify it with the public libraries
 * and leave out, by `webhook-id`, what it has already.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function openWebhookChannel(
  name: string,
  settings: Extract<AlertChannelSettings, { type: 'webhook' }>,
  options: ChannelOptions,
): AlertChannel {
  const signer = createSigner(name, settings.secret);
  const headers = readHeaders(name, settings.headers);
  return openHttpChannel(
    name,
    settings,
    options,
    (message, now) => {
      const body = writers[settings.format](message);
      return {
        body,
        headers: {
          ...headers,
          'webhook-id': message.messageId,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signer.sign(message.messageId, now, body),
        },
      };
    },
    listSecrets(settings.secret, headers),
  );
}

function createSigner(name: string, secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch {
    throw channelInvalid(
      name,
      'its secret is not whsec_ and 24 to 64 bytes in base64; ' +
        `make one with: printf 'whsec_%s\\n' "$(openssl rand -base64 32)"`,
    );
  }
}

function readHeaders(
  name: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([header, value]) => {
      try {
        return [header.toLowerCase(), new Headers({ [header]: value }).get(header) ?? ''];
      } catch {
        throw channelInvalid(
          name,
          `the value of its header ${header} has characters that HTTP does not allow`,
        );
      }
    }),
  );
}

/** The secret, and the values of headers with and without their scheme, such as `Bearer`. */
function listSecrets(secret: string, headers: Readonly<Record<string, string>>): readonly string[] {
  const values = Object.values(headers);
  const withoutScheme = values.map((value) => value.replace(/^\S+ /, ''));
  return [secret, secret.replace(/^whsec_/, ''), ...values, ...withoutScheme];
}

const maxBytes = 256_000;

const writers: Readonly<
  Record<
    Extract<AlertChannelSettings, { type: 'webhook' }>['format'],
    (message: AlertMessage) => string
  >
> = {
  credsweep: (message) => writeAlertEvent(message, maxBytes),
  ocsf: (message) => writeOcsfEvents(message, maxBytes),
};
