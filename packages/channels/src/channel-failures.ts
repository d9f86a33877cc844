import { CredsweepError, type ErrorDetails } from '@credsweep/core';
import { namePlace, type ChannelPlace } from './channel-place.ts';
import { describeNetworkFailure } from './network-failure.ts';

/** The receiver could not be reached, or failed by itself; the message is sent again. */
export function channelUnreachable(
  place: ChannelPlace,
  what: string,
  options: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
): CredsweepError {
  return new CredsweepError(
    'alert_channel_unreachable',
    `${namePlace(place)} did not take the message: ${what}.${adviseAfter(
      place,
      `The message is kept and sent again; "credsweep alerts test ${place.name}" tries the channel at once.`,
    )}`,
    options,
  );
}

/** The receiver wants no message for now; the message is sent again. */
export function channelBusy(
  place: ChannelPlace,
  what: string,
  retryAfterMs: number | null,
  details: ErrorDetails = {},
): CredsweepError {
  const when =
    retryAfterMs === null
      ? 'after a pause'
      : `when it said, in ${Math.ceil(retryAfterMs / 1000)} seconds`;
  return new CredsweepError(
    'alert_channel_busy',
    `${namePlace(place)} takes no more messages for now: ${what}.${adviseAfter(
      place,
      `The message is kept and sent again ${when}. A digest sends fewer messages.`,
      'Try again later.',
    )}`,
    { details: retryAfterMs === null ? details : { ...details, retryAfterMs } },
  );
}

/** The receiver will not take the message at another try either. */
export function channelRefused(
  place: ChannelPlace,
  what: string,
  cause: string,
  details: ErrorDetails = {},
): CredsweepError {
  return new CredsweepError(
    'alert_channel_refused',
    `${namePlace(place)} does not accept the message: ${what}. Usual cause: ${cause}.${adviseAfter(
      place,
      `Mend the channel, see with "credsweep alerts test ${place.name}" that it works, then run "credsweep alerts retry".`,
    )}`,
    { details },
  );
}

/** Says why nothing could be exchanged with a receiver: aborted, out of time, or a failure of the network. */
export function connectionFailed(
  place: ChannelPlace,
  thrown: unknown,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): CredsweepError {
  if (signal.aborted)
    return channelUnreachable(place, 'the program was stopped before the receiver had answered');
  const { code, words, isTimeout } = describeNetworkFailure(thrown);
  const what = isTimeout ? `it did not answer within ${timeoutMs / 1000} seconds` : words;
  return channelUnreachable(place, what, { details: code === null ? {} : { code } });
}

function adviseAfter(
  { kind }: ChannelPlace,
  advice: string,
  adviceForTest = 'Mend the channel and try again.',
): string {
  return ` ${kind === 'test' ? adviceForTest : advice}`;
}

/** The settings of a channel cannot be used. */
export function channelInvalid(name: string, problem: string): CredsweepError {
  return new CredsweepError(
    'config_invalid',
    `The channel "${name}" of alerts.channels cannot be used: ${problem}.`,
    { details: { channel: name } },
  );
}
