import type { Database } from '../database.ts';

/** Writes that the receiver has accepted a message. */
export async function saveAlertDelivered(database: Database, messageId: string): Promise<void> {
  await database.query(
    `update credsweep.alert_message
     set
       state = 'delivered', delivered_at = clock_timestamp(), lease_token = null, leased_until = null,
       last_error_code = null, last_error_message = null
     where message_id = $1 and state <> 'delivered'`,
    [messageId],
  );
}
