import { createCheckWriter, toCredsweepError, type Check } from '@credsweep/core';
import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  SchemaMigrationRequiredError,
  SchemaVersionMismatchError,
} from 'bullmq';
import pg from 'pg';

import { classifyPostgresFailure } from './classify-postgres-failure.ts';
import { judgePostgresQueue, type PostgresQueueFacts } from './judge-postgres-queue.ts';
import { parsePostgresUrl, type PostgresTarget } from './postgres-target.ts';

/**
 * Checks for `credsweep doctor` whether a database can hold the queue. Changes nothing, migrates nothing; takes 20
 * seconds at most.
 */
export async function checkPostgresQueue(url: string): Promise<readonly Check[]> {
  let target: PostgresTarget;
  try {
    target = parsePostgresUrl(url);
  } catch (thrown) {
    return [failBy('reachable', 'DATABASE_URL cannot be used.', toCredsweepError(thrown))];
  }
  try {
    return judgePostgresQueue(await readFacts(target));
  } catch (thrown) {
    const { error } = classifyPostgresFailure(target, thrown);
    return [failBy('reachable', 'The queue in PostgreSQL cannot be used.', error)];
  }
}

async function readFacts(target: PostgresTarget): Promise<PostgresQueueFacts> {
  const client = new pg.Client({
    ...target.connection,
    application_name: 'credsweep doctor',
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<RightsRow>(`
      select
        current_user as role,
        coalesce((select pg_has_role(nspowner, 'USAGE') from pg_namespace where nspname = 'bullmq'), false) as owns_schema,
        has_database_privilege(current_database(), 'CREATE') as may_create_schemas,
        has_database_privilege(current_database(), 'TEMPORARY') as may_use_temporary_tables`);
    const row = rows[0];
    if (row === undefined) throw new Error('A query of constants gave no row.');
    return {
      ...(await readVersion(client)),
      knownVersion: LATEST_SCHEMA_VERSION,
      role: row.role,
      ownsSchema: row.owns_schema,
      mayCreateSchemas: row.may_create_schemas,
      mayUseTemporaryTables: row.may_use_temporary_tables,
    };
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function readVersion(
  client: pg.Client,
): Promise<Pick<PostgresQueueFacts, 'version' | 'isTooNew'>> {
  try {
    return { version: await assertSchemaCompatibility(client), isTooNew: false };
  } catch (thrown) {
    if (thrown instanceof SchemaMigrationRequiredError) return { version: null, isTooNew: false };
    if (thrown instanceof SchemaVersionMismatchError)
      return { version: thrown.databaseVersion, isTooNew: true };
    throw thrown;
  }
}

type RightsRow = {
  readonly role: string;
  readonly owns_schema: boolean;
  readonly may_create_schemas: boolean;
  readonly may_use_temporary_tables: boolean;
};

const { failBy } = createCheckWriter('queue');

const timeoutMs = 6_000;
