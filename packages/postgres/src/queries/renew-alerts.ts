import type { Database } from '../database.ts';

/**
 * Makes messages that are not delivered due now, with a fresh row of attempts before them: the one that is named, or
 * all but the digests that still wait for their time.
 */
export async function renewAlerts(
  database: Database,
  messageId: string | null,
): Promise<readonly string[]> {
  const { rows } = await database.query<{ message_id: string }>(
    `update credsweep.alert_message
     set state = 'pending', next_attempt_at = clock_timestamp(), attempts = 0, first_attempt_at = null
     where state <> 'delivered'
       and case when $1::uuid is null then due_at <= clock_timestamp() else message_id = $1 end
     returning message_id`,
    [messageId],
  );
  return rows.map((row) => row.message_id);
}
