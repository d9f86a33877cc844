import type { Severity } from '@credsweep/core';
import type { Database } from '../database.ts';
import {
  selectFindings,
  toFindingRecord,
  type FindingRecord,
  type FindingRow,
  type FindingState,
} from './finding-record.ts';

/** Which findings are listed; what is left out does not matter. */
export type FindingFilter = {
  readonly states?: readonly FindingState[];
  readonly severities?: readonly Severity[];
  readonly accountIds?: readonly string[];
  readonly accessKeyId?: string;
  readonly owner?: string;
  /** The last finding of the page before. */
  readonly after?: Pick<FindingRecord, 'severity' | 'keyCreatedAt' | 'findingId'>;
  /** At most so many. */
  readonly limit: number;
};

/** Lists findings as they stand now, the gravest first, then the oldest key. */
export async function listFindings(
  database: Database,
  filter: FindingFilter,
): Promise<readonly FindingRecord[]> {
  const { after } = filter;
  const { rows } = await database.query<FindingRow>(
    `${selectFindings}
     where ($1::text[] is null or state = any ($1))
       and ($2::text[] is null or severity = any ($2))
       and ($3::text[] is null or account_id = any ($3))
       and ($4::text is null or access_key_id = $4)
       and ($5::text is null or owner = $5)
       and (
         $6::bigint is null
         or (${severityRank('severity')}, coalesce(key_created_at, '-infinity'), finding_id)
           > (${severityRank('$7::text')}, coalesce($8::timestamptz, '-infinity'), $6)
       )
     order by ${severityRank('severity')}, coalesce(key_created_at, '-infinity'), finding_id
     limit $9`,
    [
      filter.states ?? null,
      filter.severities ?? null,
      filter.accountIds ?? null,
      filter.accessKeyId ?? null,
      filter.owner ?? null,
      after?.findingId ?? null,
      after?.severity ?? null,
      after?.keyCreatedAt ?? null,
      filter.limit,
    ],
  );
  return rows.map(toFindingRecord);
}

/** One that was not judged comes last. */
function severityRank(severity: string): string {
  return `coalesce(array_position(array['critical', 'high', 'medium', 'low'], ${severity}), 5)`;
}
