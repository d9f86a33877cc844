export type { AlertEvent, EventFinding } from './alert-event.ts';
export type { ChannelOptions } from './channel-options.ts';
export { openAlertChannel, openAlertChannels } from './open-alert-channel.ts';
