import { createCheckWriter, type Check } from '@credsweep/core';

/** What a database tells of the queue in it. */
export type PostgresQueueFacts = {
  /** Of the schema `bullmq`; null where there is none. */
  readonly version: number | null;
  /** The newest that this program's BullMQ makes. */
  readonly knownVersion: number;
  /** The schema asks for a later BullMQ than this program has. */
  readonly isTooNew: boolean;
  readonly role: string;
  readonly ownsSchema: boolean;
  readonly mayCreateSchemas: boolean;
  readonly mayUseTemporaryTables: boolean;
};

/** Says what the facts of the queue in PostgreSQL mean for scans. */
export function judgePostgresQueue(facts: PostgresQueueFacts): readonly Check[] {
  return [judgeRights(facts), judgeSchema(facts)];
}

function judgeRights(facts: PostgresQueueFacts): Check {
  const { role, version, ownsSchema, mayCreateSchemas, mayUseTemporaryTables } = facts;
  const missing = [
    ...(version === null && !mayCreateSchemas ? ['create the schema "bullmq"'] : []),
    ...(version !== null && !ownsSchema ? ['own the schema "bullmq"'] : []),
    ...(mayUseTemporaryTables ? [] : ['use temporary tables']),
  ];
  if (missing.length === 0) return ok('rights', `The role ${role} may keep the queue here.`);
  return fail('rights', `The role ${role} must, and cannot, ${missing.join(' and ')}.`, {
    code: 'database_denied',
    advice:
      'As the owner of the database: GRANT CREATE, TEMPORARY ON DATABASE … TO …; and ALTER SCHEMA bullmq OWNER TO … where another role made it. Or set REDIS_URL.',
  });
}

function judgeSchema({ version, knownVersion, isTooNew }: PostgresQueueFacts): Check {
  const name = 'schema';
  if (isTooNew) {
    return fail(name, 'The schema "bullmq" was made by a later credsweep.', {
      code: 'database_newer',
      advice: 'Use that later credsweep, or another database.',
    });
  }
  if (version === null)
    return ok(
      name,
      'The queue is in PostgreSQL, as REDIS_URL is not set; the first scan or worker makes its schema.',
    );
  return version < knownVersion
    ? ok(
        name,
        `The queue in PostgreSQL has version ${version}; the next scan or worker brings it to ${knownVersion}.`,
      )
    : ok(name, `The queue is in PostgreSQL, as REDIS_URL is not set (version ${version}).`);
}

const { ok, fail } = createCheckWriter('queue');
