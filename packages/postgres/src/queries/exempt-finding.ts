import { CredsweepError } from '@credsweep/core';
import type pg from 'pg';
import { inTransaction } from '../database.ts';
import { lockFinding } from './lock-finding.ts';
import { withoutNul } from './without-nul.ts';

/** An exemption that a person gives. */
export type ExemptionRequest = {
  readonly findingId: number;
  /** The last day (UTC) on which it holds, as `2026-06-30`. */
  readonly until: string;
  readonly reason: string;
  /** Who gives it. */
  readonly actor: string;
};

/**
 * Exempts a finding until a date: it is not open any more, and from the next scan of its account on the key does not
 * count as high-risk, as if the policy exempted it. Given again, the newer date and reason hold.
 *
 * @throws CredsweepError `finding_not_found`; `usage_invalid` when it is resolved already, or the date is past
 */
export async function exemptFinding(pool: pg.Pool, request: ExemptionRequest): Promise<void> {
  const { findingId, until, reason, actor } = request;
  await inTransaction(pool, async (client) => {
    if ((await lockFinding(client, findingId)) === 'resolved') throw nothingToExempt(findingId);
    const { rowCount } = await client.query(
      `with exemption as (
         insert into credsweep.finding_exemption as given (finding_id, until, reason, created_by)
         select $1, $2::date, $3, $4 where $2::date >= (now() at time zone 'UTC')::date
         on conflict (finding_id) where revoked_at is null
           do update set until = excluded.until, reason = excluded.reason, created_by = excluded.created_by
         returning finding_id, until, reason, created_by
       ),
       noted as (
         insert into credsweep.finding_event (finding_id, event, exempted_until, reason, actor)
         select finding_id, 'exempted', until, reason, created_by from exemption
       )
       update credsweep.finding
       set
         state = 'exempted', exempted_until = exemption.until, exemption_reason = exemption.reason,
         exempted_by = exemption.created_by, awaits_scan = false
       from exemption
       where finding.finding_id = exemption.finding_id`,
      [findingId, until, withoutNul(reason), withoutNul(actor)],
    );
    if (rowCount === 0) throw dateIsPast(until);
  });
}

function nothingToExempt(findingId: number): CredsweepError {
  return new CredsweepError(
    'usage_invalid',
    `Finding ${findingId} is resolved: there is nothing to exempt. Should its key be flagged again, it is reopened and can be exempted then.`,
    { details: { findingId } },
  );
}

function dateIsPast(until: string): CredsweepError {
  return new CredsweepError(
    'usage_invalid',
    `An exemption until ${until} would be over already. Name today or a later day, as YYYY-MM-DD (UTC).`,
    { details: { until } },
  );
}
