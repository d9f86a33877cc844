import type { Database } from '../database.ts';

/** Finds messages that are due and that nobody is sending, the most overdue first. */
export async function findDueAlerts(database: Database, limit: number): Promise<readonly string[]> {
  const { rows } = await database.query<{ message_id: string }>(
    `select message_id from credsweep.alert_message
     where state = 'pending'
       and next_attempt_at <= clock_timestamp()
       and (leased_until is null or leased_until <= clock_timestamp())
     order by next_attempt_at
     limit $1`,
    [limit],
  );
  return rows.map((row) => row.message_id);
}
