import type { Database } from '../database.ts';
import {
  selectFindings,
  toFindingRecord,
  type FindingRecord,
  type FindingRow,
} from './finding-record.ts';
import { findingRank, pickFindings, type FindingFilter } from './pick-findings.ts';

/**
 * Lists findings as they stand now, the gravest first, then the oldest key; only those of the page are looked up in the
 * view.
 */
export async function listFindings(
  database: Database,
  filter: FindingFilter,
): Promise<readonly FindingRecord[]> {
  const { rows } = await database.query<FindingRow>(
    `${selectFindings}
     where finding_id = any ($1)
     order by ${findingRank}, key_created_at nulls first, finding_id`,
    [await pickFindings(database, filter)],
  );
  return rows.map(toFindingRecord);
}
