import type { AlertClaim } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Gives a claim back, and the attempt with it. */
export async function releaseAlert(
  database: Database,
  { message, leaseToken }: AlertClaim,
): Promise<void> {
  await database.query(
    `update credsweep.alert_message
     set lease_token = null, leased_until = null, attempts = greatest(attempts - 1, 0)
     where message_id = $1 and lease_token = $2 and state = 'pending'`,
    [message.messageId, leaseToken],
  );
}
