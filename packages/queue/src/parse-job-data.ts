import { CredsweepError } from '@credsweep/core';

import { jobDataSchemas, type JobData, type JobKind } from './job-kinds.ts';

/** Gives the data of a job, or throws `job_data_invalid` when another version or another program wrote it. */
export function parseJobData<Kind extends JobKind>(kind: Kind, data: unknown): JobData<Kind> {
  const parsed = jobDataSchemas[kind].safeParse(data);
  if (parsed.success) return parsed.data as JobData<Kind>;
  const problems = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'data'}: ${issue.message}`)
    .join('; ');
  throw new CredsweepError(
    'job_data_invalid',
    `A job of the queue ${kind} cannot be understood (${problems}). Another version of credsweep has probably written it; run the same version everywhere, then scan again.`,
    { details: { kind } },
  );
}
