import type pg from 'pg';

/**
 * Drops the partitions of a scan. They are detached first, which waits for the reports that read them and keeps nobody
 * from reading or writing the others; not to be run in a transaction.
 */
export async function dropFacts(client: pg.PoolClient, scanId: number): Promise<void> {
  for (const parent of factTables) {
    const partition = `credsweep.${parent}_${scanId}`;
    const state = await readPartitionState(client, parent, partition);
    if (state === 'attached')
      await client.query(
        `alter table credsweep.${parent} detach partition ${partition} concurrently`,
      );
    // An earlier run was stopped between the two halves of a detachment.
    if (state === 'half_detached')
      await client.query(`alter table credsweep.${parent} detach partition ${partition} finalize`);
    await client.query(`drop table if exists ${partition}`);
  }
}

async function readPartitionState(
  client: pg.PoolClient,
  parent: string,
  partition: string,
): Promise<'attached' | 'half_detached' | 'apart'> {
  const { rows } = await client.query<{ half: boolean }>(
    `select inhdetachpending as half from pg_inherits
     where inhrelid = to_regclass($1) and inhparent = $2::regclass`,
    [partition, `credsweep.${parent}`],
  );
  if (rows[0] === undefined) return 'apart';
  return rows[0].half ? 'half_detached' : 'attached';
}

/** The tables with a partition for each scan. */
export const factTables = ['access_key_fact', 'user_fact'] as const;
