import type { AlertMessage } from '../alerts/alert-message.ts';

/** One place that alerts are sent to. */
export interface AlertChannel {
  /** As the configuration names it. */
  readonly name: string;
  /**
   * Delivers a message; resolves once the receiver has accepted it. A channel whose receiver can deduplicate passes on
   * the message's id.
   *
   * @throws CredsweepError `alert_channel_unreachable` or `alert_channel_busy` (retryable; `details.retryAfterMs` where
   *   the receiver says when to come back), or `alert_channel_refused` (final: wrong secret, gone, message not accepted)
   */
  deliver(message: AlertMessage, signal: AbortSignal): Promise<void>;
  close(): void;
}
