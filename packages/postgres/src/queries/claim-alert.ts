import { readAlertMessage, type AlertClaimResult, type StoredAlertMessage } from '@credsweep/core';
import type { Database } from '../database.ts';

/**
 * Claims a message that is due, unless somebody else is sending it.
 *
 * A message that nobody could send for lack of its channel says so after a minute, and is given up after a day.
 */
export async function claimAlert(
  database: Database,
  messageId: string,
  channels: readonly string[],
  leaseMs: number,
): Promise<AlertClaimResult> {
  const { rows } = await database.query<ClaimRow>(
    `with locked as (
       select * from credsweep.alert_message where message_id = $1 and state = 'pending' for update
     ),
     judged as (
       select
         locked.*,
         channel = any ($2) as is_known,
         -- Without a lease the second one is null, and does not count.
         greatest(next_attempt_at - clock_timestamp(), leased_until - clock_timestamp()) as wait
       from locked
     ),
     claimed as (
       update credsweep.alert_message
       set
         lease_token = gen_random_uuid(),
         leased_until = clock_timestamp() + $3 * interval '1 millisecond',
         attempts = alert_message.attempts + 1,
         first_attempt_at = coalesce(alert_message.first_attempt_at, clock_timestamp()),
         digest_subjects = null
       from judged
       where alert_message.message_id = judged.message_id and judged.is_known and judged.wait <= interval '0'
       returning alert_message.lease_token, alert_message.attempts, alert_message.first_attempt_at
     ),
     orphaned as (
       update credsweep.alert_message
       set
         last_error_code = 'alert_channel_unknown',
         last_error_message = $4,
         state = case when judged.wait < interval '-1 day' then 'failed' else 'pending' end
       from judged
       where alert_message.message_id = judged.message_id
         and not judged.is_known
         and judged.wait < interval '-1 minute'
     )
     select
       judged.channel, judged.is_known, judged.message,
       ceil(extract(epoch from judged.wait) * 1000)::integer as wait_ms,
       claimed.lease_token, claimed.attempts, claimed.first_attempt_at
     from judged
     left join claimed on true`,
    [messageId, channels, leaseMs, orphanedMessage],
  );
  const row = rows[0];
  if (row === undefined) return { kind: 'over' };
  if (!row.is_known) return { kind: 'no_channel', channel: row.channel };
  if (row.lease_token === null) return { kind: 'later', delayMs: Math.max(row.wait_ms, 0) };
  return {
    kind: 'claimed',
    claim: {
      message: readAlertMessage(row.message),
      channel: row.channel,
      leaseToken: row.lease_token,
      attempts: row.attempts,
      firstAttemptAt: row.first_attempt_at,
    },
  };
}

type ClaimRow = {
  readonly channel: string;
  readonly is_known: boolean;
  readonly message: StoredAlertMessage;
  readonly wait_ms: number;
  readonly lease_token: string | null;
  readonly attempts: number;
  readonly first_attempt_at: Date;
};

const orphanedMessage =
  'No process that is running has this channel in its configuration. Add the channel to credsweep.config.yaml of the ' +
  'workers and restart them, or run "credsweep alerts retry" where it is configured.';
