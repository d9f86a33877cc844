import { createCheckWriter, type Check } from '@credsweep/core';
import type { MigrationState } from './compare-migrations.ts';

/** What a database tells of itself and of the rights of the role that asks. */
export type DatabaseFacts = {
  /** Such as `18.4`. */
  readonly serverVersion: string;
  readonly role: string;
  /** A replica, or a session that may only read. */
  readonly isReadOnly: boolean;
  readonly mayCreateSchemas: boolean;
  /** Null where there is no schema `credsweep` yet. */
  readonly schema: {
    readonly mayCreate: boolean;
    /** Tables and partitions that belong to another role, which this one cannot act as. */
    readonly foreignTables: number;
  } | null;
  /** How far the server's clock is ahead of this machine's; negative: behind. */
  readonly clockAheadMs: number;
};

/** Says what the facts of a database mean for a scan. */
export function judgeDatabase(where: string, facts: DatabaseFacts): readonly Check[] {
  return [
    ok('reachable', `${where} answers: PostgreSQL ${facts.serverVersion}, role ${facts.role}.`),
    judgeRights(where, facts),
    judgeClock(facts.clockAheadMs),
  ];
}

/** Says what the state of the migrations means for a scan; nothing is migrated by this. */
export function judgeMigrations(state: MigrationState): Check {
  const name = 'migrations';
  switch (state.kind) {
    case 'none':
      return warn(
        name,
        'There is no schema "credsweep" yet, so nothing was scanned into this database.',
        'Run "credsweep db migrate"; the first scan or worker does it, too.',
      );
    case 'current':
      return ok(name, `The schema "credsweep" is that of this program (version ${state.version}).`);
    case 'older':
      return warn(
        name,
        `The schema "credsweep" has version ${state.version} and lacks ${state.pending.join(', ')}.`,
        'Run "credsweep db migrate"; the next scan or worker does it, too. Then stop workers of the older release.',
      );
    case 'newer':
      return fail(
        name,
        `The schema "credsweep" has version ${state.version}; this program knows ${state.knownVersion}.`,
        {
          code: 'database_newer',
          advice: 'Use the newer credsweep that made it, or another database.',
        },
      );
    case 'changed':
      return fail(
        name,
        `The database was migrated by ${state.name}, which is not the file that this program has under that number.`,
        {
          code: 'database_migration_changed',
          advice: 'Use the release of credsweep that made the database, or another database.',
        },
      );
  }
}

function judgeRights(where: string, facts: DatabaseFacts): Check {
  const { isReadOnly, role, schema, mayCreateSchemas } = facts;
  const name = 'rights';
  if (isReadOnly) {
    return fail(name, `${where} takes no changes; it may be a replica.`, {
      code: 'database_unsuitable',
      advice: 'Put the primary server into DATABASE_URL.',
    });
  }
  if (schema === null) {
    return mayCreateSchemas
      ? ok(name, `The role ${role} may create the schema "credsweep" and its partitions.`)
      : fail(name, `The role ${role} may not create a schema in this database.`, {
          code: 'database_denied',
          advice: `As the owner of the database: GRANT CREATE, TEMPORARY ON DATABASE … TO ${quoteRole(role)};`,
        });
  }
  if (!schema.mayCreate || schema.foreignTables > 0) {
    const lacks = schema.mayCreate
      ? `does not own ${schema.foreignTables} of the tables in the schema "credsweep", so it can give them no partitions`
      : 'may not create tables in the schema "credsweep", so a scan can have no partitions';
    return fail(name, `The role ${role} ${lacks}.`, {
      code: 'database_denied',
      advice: `Use the role that made the schema, or as a superuser: REASSIGN OWNED BY … TO ${quoteRole(role)}; it must own the schema.`,
    });
  }
  return ok(name, `The role ${role} may create tables and partitions in the schema "credsweep".`);
}

function judgeClock(clockAheadMs: number): Check {
  const name = 'clock';
  const seconds = Math.round(Math.abs(clockAheadMs) / 1000);
  if (Math.abs(clockAheadMs) <= toleratedSkewMs)
    return ok(name, 'The clocks of the server and of this machine agree.');
  return warn(
    name,
    `The server's clock is ${seconds} s ${clockAheadMs > 0 ? 'ahead of' : 'behind'} this machine's.`,
    'Let chrony or the time service of the cloud set both: workers whose clocks differ take over jobs that others still work on.',
  );
}

function quoteRole(role: string): string {
  return `"${role.replaceAll('"', '""')}"`;
}

const { ok, warn, fail } = createCheckWriter('database');

/** A job is taken over after 30 s, so a few seconds do no harm. */
const toleratedSkewMs = 5_000;
