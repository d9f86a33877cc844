import type { AlertClaim, DeliveryFailure } from '@credsweep/core';
import type { Database } from '../database.ts';
import { withoutNul } from './without-nul.ts';

/** Writes why an attempt failed and when the next one is, while the claim holds. */
export async function saveAlertFailure(
  database: Database,
  { message, leaseToken }: AlertClaim,
  { error, retryInMs, attemptSpent }: DeliveryFailure,
): Promise<void> {
  await database.query(
    `update credsweep.alert_message
     set
       state = case when $3::integer is null then 'failed' else 'pending' end,
       next_attempt_at = clock_timestamp() + coalesce($3, 0) * interval '1 millisecond',
       attempts = greatest(attempts - case when $4 then 0 else 1 end, 0),
       lease_token = null,
       leased_until = null,
       last_error_code = $5,
       last_error_message = $6
     where message_id = $1 and lease_token = $2 and state = 'pending'`,
    [
      message.messageId,
      leaseToken,
      retryInMs,
      attemptSpent,
      error.code,
      withoutNul(error.message).slice(0, maxMessageLength),
    ],
  );
}

const maxMessageLength = 2000;
