import {
  channelBusy,
  channelRefused,
  channelUnreachable,
  connectionFailed,
} from '../channel-failures.ts';
import type { ChannelPlace } from '../channel-place.ts';
import { quoteAnswer } from '../quote-answer.ts';
import type { NodemailerError } from 'nodemailer';

/** Says what a failed mail means for a message. */
export function translateSmtpError(
  place: ChannelPlace,
  error: NodemailerError,
  secrets: readonly string[],
  call: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Error {
  const { code = '', response, responseCode, command, permanent } = error;
  const isAuth = authCodes.has(code);
  if (responseCode === undefined && !isAuth && !ownCodes.has(code))
    return connectionFailed(place, error, call);
  const details = responseCode === undefined ? { code } : { code, responseCode };
  const quote = quoteAnswer(response ?? '', secrets);
  const what = `${code}${command === undefined ? '' : ` at ${command}`}${quote === '' ? '' : ` ${quote}`}`;
  if (permanent === true || isAuth || (ownCodes.has(code) && responseCode === undefined))
    return channelRefused(place, what, findCause(code), details);
  if (askToWait.test(response ?? '')) return channelBusy(place, what, null, details);
  return channelUnreachable(place, `the mail server failed by itself, ${what}`, { details });
}

/** Says that some recipients will never get a message that the others have. */
export function refuseSomeRecipients(
  place: ChannelPlace,
  rejected: readonly NodemailerError[],
  recipients: number,
  secrets: readonly string[],
): Error {
  const [first] = rejected;
  const quote = quoteAnswer(first?.response ?? '', secrets);
  return channelRefused(
    place,
    `${rejected.length} of ${recipients} recipients are not accepted, the others have it${quote === '' ? '' : `: ${quote}`}`,
    'an address has a typo or does not exist any more',
    { rejectedRecipients: rejected.length },
  );
}

function findCause(code: string): string {
  return causes[code] ?? 'the mail server takes no such mail';
}

const authCodes: ReadonlySet<string> = new Set(['EAUTH', 'ENOAUTH']);
/** Failures before anything is asked of the server. */
const ownCodes: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE', 'ECONFIG']);
/** Greylisting and limits of rate. */
const askToWait = /grey-?list|gray-?list|rate|too many|\b4\.7\.\d/i;

const causes: Readonly<Record<string, string>> = {
  EAUTH: 'a wrong user or password, or the mail server wants another way to log in',
  ENOAUTH: 'a wrong user or password, or the mail server wants another way to log in',
  EENVELOPE: 'a sender or recipient that the mail server does not know or accept',
  EMESSAGE: 'a filter of the mail server, or a mail that is too large for it',
  ETLS: 'the mail server has no STARTTLS, without which mail is sent to this machine only; use smtps:// if it has that, or alerts.allowInsecure: true',
};
