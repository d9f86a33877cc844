import type { Database } from '../database.ts';
import {
  selectFindings,
  toFindingRecord,
  type FindingRecord,
  type FindingResolution,
  type FindingRow,
} from './finding-record.ts';

/** Something that happened to a finding. */
export type FindingEvent = {
  readonly event: 'opened' | 'reopened' | 'resolved' | 'exempted' | 'exemption_ended';
  readonly at: Date;
  /** Null for what a person did. */
  readonly scanId: number | null;
  /** Whether alerts of the scan spoke of it. */
  readonly isNews: boolean;
  readonly resolution: FindingResolution | null;
  readonly exemptedUntil: string | null;
  readonly reason: string | null;
  /** Who did it; `policy` for an exemption of a policy, null for what a scan saw. */
  readonly actor: string | null;
};

/** Finds a finding by its id, with all that happened to it, the oldest event first; null when there is none. */
export async function findFinding(
  database: Database,
  findingId: number,
): Promise<(FindingRecord & { readonly events: readonly FindingEvent[] }) | null> {
  const { rows } = await database.query<FindingRow>(`${selectFindings} where finding_id = $1`, [
    findingId,
  ]);
  if (rows[0] === undefined) return null;
  return { ...toFindingRecord(rows[0]), events: await readEvents(database, findingId) };
}

async function readEvents(database: Database, findingId: number): Promise<readonly FindingEvent[]> {
  const { rows } = await database.query<FindingEvent>(
    `select
       event, at, scan_id as "scanId", is_news as "isNews", resolution, exempted_until::text as "exemptedUntil", reason,
       actor
     from credsweep.finding_event
     where finding_id = $1
     order by event_id`,
    [findingId],
  );
  return rows;
}
