import { CredsweepError } from '@credsweep/core';
import type pg from 'pg';
import { inTransaction } from '../database.ts';
import { lockFinding } from './lock-finding.ts';

/**
 * Ends an exemption that a person gave before its date: the finding is open again, and the next scan that flags its key
 * tells of it as news, unless no scan was closed since it was exempted.
 *
 * @throws CredsweepError `finding_not_found`; `usage_invalid` when nobody exempted it by hand
 */
export async function endExemption(
  pool: pg.Pool,
  { findingId, actor }: { readonly findingId: number; readonly actor: string },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    await lockFinding(client, findingId);
    const { rowCount } = await client.query(
      `with ended as (
         update credsweep.finding_exemption set revoked_at = now(), revoked_by = $2
         where finding_id = $1 and revoked_at is null and until >= (now() at time zone 'UTC')::date
         returning finding_id, created_at
       ),
       noted as (
         insert into credsweep.finding_event (finding_id, event, actor)
         select finding_id, 'exemption_ended', $2 from ended
       ),
       opened as (
         update credsweep.finding
         set
           state = 'open', exempted_until = null, exemption_reason = null, exempted_by = null,
           awaits_scan = exists (
             select from credsweep.scan join credsweep.account using (organization_id)
             where account.account_id = finding.account_id and scan.finished_at > ended.created_at
           )
         from ended
         where finding.finding_id = ended.finding_id and finding.state = 'exempted'
       )
       select from ended`,
      [findingId, actor],
    );
    if (rowCount === 0) throw notExempted(findingId);
  });
}

function notExempted(findingId: number): CredsweepError {
  return new CredsweepError(
    'usage_invalid',
    `Nobody has exempted finding ${findingId} by hand, or the exemption is over. One that comes from the policy ends there: ` +
      'take it out of the policy file and scan again.',
    { details: { findingId } },
  );
}
