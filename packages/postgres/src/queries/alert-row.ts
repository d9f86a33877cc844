import type { AlertMessageKind, AlertRecord, AlertState } from '@credsweep/core';

/** A message as the outbox has it, without the message itself. */
export type AlertRow = {
  readonly message_id: string;
  readonly organization_id: string;
  readonly scan_id: number;
  readonly channel: string;
  readonly kind: AlertMessageKind;
  readonly finding_count: number;
  readonly state: AlertState;
  readonly created_at: Date;
  readonly due_at: Date;
  readonly next_attempt_at: Date;
  readonly attempts: number;
  readonly delivered_at: Date | null;
  readonly last_error_code: string | null;
  readonly last_error_message: string | null;
};

/** SQL: the columns of `AlertRow`. */
export const alertColumns = `
  message_id, organization_id, scan_id, channel, kind, finding_count, state, created_at, due_at, next_attempt_at,
  attempts, delivered_at, last_error_code, last_error_message`;

/** Gives a row as core knows it. */
export function toAlertRecord(row: AlertRow): AlertRecord {
  return {
    messageId: row.message_id,
    organizationId: row.organization_id,
    scanId: row.scan_id,
    channel: row.channel,
    kind: row.kind,
    findings: row.finding_count,
    state: row.state,
    createdAt: row.created_at,
    dueAt: row.due_at,
    attempts: row.attempts,
    nextAttemptAt: row.state === 'pending' ? row.next_attempt_at : null,
    deliveredAt: row.delivered_at,
    lastError:
      row.last_error_code === null
        ? null
        : { code: row.last_error_code, message: row.last_error_message ?? '' },
  };
}
