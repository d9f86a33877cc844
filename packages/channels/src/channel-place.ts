import type { AlertChannelType, AlertMessage } from '@credsweep/core';

/** Which channel it is and where it leads, for messages; shows no path, token or password. */
export type ChannelPlace = {
  readonly name: string;
  readonly type: AlertChannelType;
  /** Host, topic or file. */
  readonly where: string;
  /** What is delivered: nothing is kept of a test. */
  readonly kind: AlertMessage['kind'];
};

/** Such as `The channel "security" (slack, hooks.slack.com)`. */
export function namePlace({ name, type, where }: ChannelPlace): string {
  return `The channel "${name}" (${type}, ${where})`;
}
