import type { AlertState } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Counts messages that are not delivered, by channel and state. */
export async function countAlerts(database: Database): Promise<
  readonly {
    readonly channel: string;
    readonly state: Exclude<AlertState, 'delivered'>;
    readonly count: number;
  }[]
> {
  const { rows } = await database.query<{
    channel: string;
    state: 'pending' | 'failed';
    count: number;
  }>(
    `select channel, state, count(*)::integer as count
     from credsweep.alert_message
     where state <> 'delivered'
     group by channel, state`,
  );
  return rows;
}
