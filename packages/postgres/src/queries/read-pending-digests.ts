import {
  readAlertMessage,
  type DigestSubject,
  type PendingDigest,
  type StoredAlertMessage,
} from '@credsweep/core';
import type { Database } from '../database.ts';

/** Reads the digests of an organization that are not due yet and that nobody has tried to send, and locks them. */
export async function readPendingDigests(
  database: Database,
  organizationId: string,
): Promise<readonly PendingDigest[]> {
  const { rows } = await database.query<{
    channel: string;
    due_at: Date;
    message: StoredAlertMessage;
    digest_subjects: readonly DigestSubject[] | null;
  }>(
    `select channel, due_at, message, digest_subjects
     from credsweep.alert_message
     where organization_id = $1
       and kind = 'digest'
       and state = 'pending'
       and attempts = 0
       and lease_token is null
       and next_attempt_at > clock_timestamp()
     for update`,
    [organizationId],
  );
  return rows.map((row) => ({
    channel: row.channel,
    dueAt: row.due_at,
    message: readAlertMessage(row.message),
    subjects: row.digest_subjects ?? [],
  }));
}
