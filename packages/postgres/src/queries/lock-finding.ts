import { CredsweepError } from '@credsweep/core';
import type pg from 'pg';
import type { FindingState } from './finding-record.ts';

/**
 * Waits until no scan of the finding's organization is being closed, and keeps one from being closed until the
 * transaction ends; gives where the finding stands.
 *
 * @throws CredsweepError `finding_not_found`
 */
export async function lockFinding(client: pg.PoolClient, findingId: number): Promise<FindingState> {
  await client.query(
    `select from credsweep.organization
     where organization_id = (
       select organization_id from credsweep.finding join credsweep.account using (account_id) where finding_id = $1
     )
     for no key update`,
    [findingId],
  );
  const { rows } = await client.query<{ state: FindingState }>(
    'select state from credsweep.finding where finding_id = $1',
    [findingId],
  );
  if (rows[0] !== undefined) return rows[0].state;
  throw new CredsweepError(
    'finding_not_found',
    `There is no finding ${findingId}. The ids are in the column finding_id of credsweep report --table key_findings.`,
    { details: { findingId } },
  );
}
