import type { PlannedAlert } from '@credsweep/core';
import type { Database } from '../database.ts';

/**
 * Adds messages to the outbox; one that has the id of a pending digest takes its place. Of a scan, a channel is told of
 * each kind once: a second message is left out.
 */
export async function addAlerts(
  database: Database,
  scanId: number,
  alerts: readonly PlannedAlert[],
): Promise<void> {
  if (alerts.length === 0) return;
  const rows = alerts.map(({ channel, dueAt, message, subjects }) => ({
    message_id: message.messageId,
    organization_id: message.organizationId,
    channel,
    kind: message.kind,
    finding_count: message.counts.findings,
    message,
    digest_subjects: subjects,
    created_at: message.createdAt,
    due_at: dueAt,
  }));
  const digests = rows.filter((row) => row.kind === 'digest').map((row) => row.message_id);
  await database.query(
    `delete from credsweep.alert_message
     where message_id = any ($1::uuid[]) and kind = 'digest' and state = 'pending' and attempts = 0`,
    [digests],
  );
  await database.query(
    `insert into credsweep.alert_message (
       message_id, organization_id, scan_id, channel, kind, finding_count, message, digest_subjects, created_at, due_at,
       next_attempt_at
     )
     select
       message_id, organization_id, $1, channel, kind, finding_count, message, nullif(digest_subjects, 'null'),
       created_at, due_at, due_at
     from jsonb_to_recordset($2) as planned (
       message_id uuid, organization_id text, channel text, kind text, finding_count integer, message jsonb,
       digest_subjects jsonb, created_at timestamptz, due_at timestamptz
     )
     on conflict do nothing`,
    [scanId, JSON.stringify(rows)],
  );
}
