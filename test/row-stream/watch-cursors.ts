import type { TestDatabase } from '@credsweep/testkit';
import { setTimeout as pause } from 'node:timers/promises';

/** The transactions of a database that others hold open, and when each was last asked for something; empty: none. */
export async function readCursors({ pool }: TestDatabase): Promise<string> {
  const { rows } = await pool.query<{ readonly cursor: string }>(
    `select pid || ' ' || state_change as cursor from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
       and (state = 'idle in transaction' or query like '%aws_staleuser_details%')
     order by pid`,
  );
  return rows.map(({ cursor }) => cursor).join(', ');
}

/** Waits until none of them is asked for anything, at most 10 s. */
export async function waitUntilStill(database: TestDatabase): Promise<void> {
  let last = '';
  for (let rounds = 0; rounds < 40; rounds += 1) {
    const cursors = await readCursors(database);
    if (cursors !== '' && cursors === last) return;
    last = cursors;
    await pause(250);
  }
  throw new Error('The rows are read on, though the client has paused for 10 s.');
}
