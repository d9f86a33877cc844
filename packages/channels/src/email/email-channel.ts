import type { AlertChannel, AlertChannelSettings } from '@credsweep/core';
import type { NodemailerError } from 'nodemailer';
import { connectionFailed } from '../channel-failures.ts';
import type { ChannelOptions } from '../channel-options.ts';
import { parseMailServer } from './parse-mail-server.ts';
import { renderEmail } from './render-email.ts';
import { refuseSomeRecipients, translateSmtpError } from './translate-smtp-error.ts';

/**
 * Opens a mail server. Each attempt at a message has the same Message-ID, by which mail systems leave out repeats.
 *
 * @throws CredsweepError `config_invalid` for an address that cannot be used
 */
export function openEmailChannel(
  name: string,
  settings: Extract<AlertChannelSettings, { type: 'email' }>,
  { allowInsecure = false }: ChannelOptions,
): AlertChannel {
  const { where, secrets, ...server } = parseMailServer(name, settings.url, allowInsecure);
  const timeoutMs = settings.timeoutSeconds * 1000;
  // Loaded for the first message: most processes send none, and it is large.
  const openTransport = async () =>
    (await import('nodemailer')).createTransport({
      ...server,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  let transport: ReturnType<typeof openTransport> | undefined;
  return {
    name,
    deliver: async (message, signal) => {
      const place = { name, type: 'email', where, kind: message.kind } as const;
      const call = { signal, timeoutMs };
      let rejected: readonly NodemailerError[];
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        transport ??= openTransport();
        const { rejectedErrors = [] } = await (
          await transport
        ).sendMail({
          ...renderEmail(message, settings),
          signal: within,
        });
        rejected = rejectedErrors;
      } catch (error) {
        throw within.aborted
          ? connectionFailed(place, within.reason, call)
          : translateSmtpError(place, error as NodemailerError, secrets, call);
      }
      // Final even if it were for now only: the others would get it again and again.
      if (rejected.length > 0)
        throw refuseSomeRecipients(place, rejected, settings.to.length, secrets);
    },
    close: () => void transport?.then((opened) => opened.close()),
  };
}
