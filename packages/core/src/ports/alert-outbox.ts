import type { AlertMessage, AlertMessageKind } from '../alerts/alert-message.ts';
import type { CredsweepError } from '../credsweep-error.ts';

/** Where a message stands. */
export type AlertState =
  /** To be sent, now or when it is due. */
  | 'pending'
  | 'delivered'
  /** Refused by its receiver, or tried for a day; `alerts retry` sends it again. */
  | 'failed';

/** A message and what became of it so far. */
export type AlertRecord = {
  readonly messageId: string;
  readonly organizationId: string;
  readonly scanId: number;
  readonly channel: string;
  readonly kind: AlertMessageKind;
  readonly findings: number;
  readonly state: AlertState;
  readonly createdAt: Date;
  /** Not sent before; of a digest, the time of its day. */
  readonly dueAt: Date;
  readonly attempts: number;
  /** Of a message that is pending. */
  readonly nextAttemptAt: Date | null;
  readonly deliveredAt: Date | null;
  /** Why the last attempt failed, or why there was none. */
  readonly lastError: { readonly code: string; readonly message: string } | null;
};

/** The right to send a message, for as long as its lease lasts. */
export type AlertClaim = {
  readonly message: AlertMessage;
  readonly channel: string;
  readonly leaseToken: string;
  /** This one counts. */
  readonly attempts: number;
  readonly firstAttemptAt: Date;
};

/** What came of the wish to send a message. */
export type AlertClaimResult =
  | { readonly kind: 'claimed'; readonly claim: AlertClaim }
  /** Somebody else is sending it, or it is not due yet. */
  | { readonly kind: 'later'; readonly delayMs: number }
  /** The caller does not have the message's channel; told as why, once it has waited a while. */
  | { readonly kind: 'no_channel'; readonly channel: string }
  /** Delivered, failed, or never was. */
  | { readonly kind: 'over' };

/** What is written about an attempt that failed. */
export type DeliveryFailure = {
  readonly error: CredsweepError;
  /** Null: given up. */
  readonly retryInMs: number | null;
  readonly attemptSpent: boolean;
};

/** Keeps the messages that are to be sent, and what became of them. */
export interface AlertOutbox {
  /**
   * Claims a message that is due for `leaseMs`.
   *
   * @param channels that the caller can send to
   */
  claimAlert(
    messageId: string,
    channels: readonly string[],
    leaseMs: number,
  ): Promise<AlertClaimResult>;
  /** The receiver has accepted it; whoever holds the lease now. */
  saveAlertDelivered(messageId: string): Promise<void>;
  /** Written only while the claim holds. */
  saveAlertFailure(claim: AlertClaim, failure: DeliveryFailure): Promise<void>;
  /** Gives a claim back as if it had not been made. */
  releaseAlert(claim: AlertClaim): Promise<void>;
}

/** Finds messages that wait for somebody to send them. */
export interface AlertReconciliation {
  /** Ids of messages that are due and that nobody is sending, the most overdue first. */
  findDueAlerts(limit: number): Promise<readonly string[]>;
}

/** Shows messages to people. */
export interface AlertArchive {
  /** The newest first. */
  listAlerts(choice: {
    readonly state: AlertState | null;
    readonly scanId: number | null;
    readonly limit: number;
  }): Promise<readonly AlertRecord[]>;
  /** By id, or by the beginning of one; more than one where it is not unique. */
  findAlerts(idOrBeginning: string): Promise<readonly AlertRecord[]>;
  readAlertMessage(messageId: string): Promise<AlertMessage | null>;
  /** Makes messages that are not delivered due now, with a day of attempts before them; all of them, or one. Gives their ids. */
  renewAlerts(messageId: string | null): Promise<readonly string[]>;
}
