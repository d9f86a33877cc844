import pg from 'pg';
import type { PostgresServer } from '@credsweep/testkit';

/** Ends every connection of every program to a server, as an administrator can. */
export async function endConnections(server: PostgresServer): Promise<void> {
  const client = new pg.Client(server.url('postgres'));
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  await client.end();
}
