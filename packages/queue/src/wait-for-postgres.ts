import { CredsweepError } from '@credsweep/core';
import {
  assertSchemaCompatibility,
  LATEST_SCHEMA_VERSION,
  runMigrations,
  SchemaMigrationRequiredError,
} from 'bullmq';
import pg from 'pg';

import { classifyPostgresFailure } from './classify-postgres-failure.ts';
import type { PostgresTarget } from './postgres-target.ts';
import { retryUntil } from './retry-until.ts';
import { finishWithin, settlesWithin } from './settle-within.ts';

/**
 * Waits until PostgreSQL answers and its schema `bullmq` is up to date; a client of its own asks, and is closed.
 *
 * A BullMQ object that is built before this never recovers: it keeps the first failure for life.
 * Rejects with `database_unreachable` at the deadline, and at once with `database_denied`,
 * `database_url_invalid`, `database_unsuitable` or `database_newer`.
 */
export async function waitForPostgres(target: PostgresTarget, deadline: number): Promise<void> {
  try {
    await retryUntil(
      { deadline, isFinal: (failure) => !classifyPostgresFailure(target, failure).transient },
      (remainingMs) => prepareSchema(target, remainingMs),
    );
  } catch (failure) {
    throw classifyPostgresFailure(target, failure).error;
  }
}

async function prepareSchema(target: PostgresTarget, timeoutMs: number): Promise<void> {
  const client = new pg.Client({
    ...target.connection,
    application_name: 'credsweep queue',
    connectionTimeoutMillis: Math.min(timeoutMs, connectMs),
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const work = migrateWhenOld(client);
    await finishWithin(timeoutMs, work, () => {
      const reason =
        'its schema "bullmq" could not be brought up to date in time; another program may be holding a lock on it';
      return new CredsweepError(
        'database_unreachable',
        `PostgreSQL at ${target.place}: ${reason}. Try again.`,
      );
    });
  } finally {
    await settlesWithin(endMs, client.end());
  }
}

/** Migrating asks for CREATE on the database even when there is nothing to do, so look first. */
async function migrateWhenOld(client: pg.Client): Promise<void> {
  const version = await assertSchemaCompatibility(client).catch((failure: unknown) => {
    if (failure instanceof SchemaMigrationRequiredError) return 0;
    throw failure;
  });
  if (version < LATEST_SCHEMA_VERSION) await runMigrations(client);
}

const connectMs = 5000;
const endMs = 1000;
