import { readMigrationState } from '@credsweep/postgres';
import type { Engine } from '../engine/open-engine.ts';

/** Whether a worker can do its work now; `reasons` is empty exactly when it can. */
export type Readiness = {
  readonly status: 'ready' | 'not_ready';
  readonly checks: Readonly<Record<'database' | 'migrations' | 'queue', boolean>>;
  readonly reasons: readonly string[];
};

/** Asks the database and the queue whether they answer, and whether the schema is this program's. */
export async function checkReadiness({ database, queue }: Engine): Promise<Readiness> {
  const reasons: string[] = [];
  const answered = await Promise.allSettled([
    within(readMigrationState(database.pool)),
    queue.countJobs(patienceMs),
  ]);
  const [schema, jobs] = answered;
  const isMigrated = schema.status === 'fulfilled' && schema.value.kind === 'current';
  if (schema.status === 'rejected')
    reasons.push(`The database does not answer: ${describe(schema.reason)}.`);
  else if (!isMigrated) {
    reasons.push(
      `The schema of the database is not this program's (${schema.value.kind}). Run "credsweep db migrate" with the newest version.`,
    );
  }
  if (jobs.status === 'rejected')
    reasons.push(`The queue does not answer: ${describe(jobs.reason)}.`);
  return {
    status: reasons.length === 0 ? 'ready' : 'not_ready',
    checks: {
      database: schema.status === 'fulfilled',
      migrations: isMigrated,
      queue: jobs.status === 'fulfilled',
    },
    reasons,
  };
}

async function within<Result>(work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function describe(reason: unknown): string {
  const message = reason instanceof Error ? reason.message : '';
  if (message !== '') return message.replace(/\.$/, '');
  return reason instanceof AggregateError ? reason.errors.map(describe).join('; ') : String(reason);
}

const patienceMs = 2_000;
