import type { Severity } from '@credsweep/core';
import type { Database } from '../database.ts';
import type { FindingRecord, FindingState } from './finding-record.ts';

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

/** Picks the ids of a page of findings by the index `finding_by_gravity`, in their order. */
export async function pickFindings(
  database: Database,
  filter: FindingFilter,
): Promise<readonly string[]> {
  const { after, severities } = filter;
  const ranks = (severities ?? [...severityOrder, null]).map(rankOf);
  const { rows } = await database.query<{ finding_id: string }>(
    `select finding_id from credsweep.finding
     where ${findingRank} between $1 and $2
       and ($3::text[] is null or severity = any ($3))
       and ($4::text[] is null or state = any ($4))
       and ($5::text[] is null or account_id = any ($5))
       and ($6::text is null or access_key_id = $6)
       and ($7::text is null or owner = $7)
       and (
         $8::bigint is null
         or (${findingRank}, key_created_at, finding_id) > ($9, coalesce($10::timestamptz, '-infinity'), $8)
       )
     order by ${findingRank}, key_created_at, finding_id
     limit $11`,
    [
      Math.min(...ranks, unjudgedRank),
      Math.max(...ranks, 1),
      severities ?? null,
      filter.states ?? null,
      filter.accountIds ?? null,
      filter.accessKeyId ?? null,
      filter.owner ?? null,
      after?.findingId ?? null,
      after === undefined ? null : rankOf(after.severity),
      after?.keyCreatedAt ?? null,
      filter.limit,
    ],
  );
  return rows.map((row) => row.finding_id);
}

function rankOf(severity: Severity | null): number {
  return severity === null ? unjudgedRank : severityOrder.indexOf(severity) + 1;
}

/** The gravest first; as in the index. */
const severityOrder: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const unjudgedRank = 5;
/** Ranks findings by severity, as in the index. */
export const findingRank = `(case severity ${severityOrder
  .map((severity, index) => `when '${severity}' then ${index + 1}`)
  .join(' ')} else ${unjudgedRank} end)`;
