import type { RiskReason, Severity } from '@credsweep/core';
import type { Database } from '../database.ts';

/** How many findings there are, for monitoring. */
export type FindingMeasures = {
  /** Open findings; one with two reasons counts under both. Age bands are of the days since it was flagged. */
  readonly openByReason: readonly {
    readonly reason: RiskReason;
    readonly ageBand: '0-7' | '8-30' | '31-90' | 'over 90';
    readonly findings: number;
  }[];
  readonly openBySeverity: readonly { readonly severity: Severity; readonly findings: number }[];
  readonly exempted: number;
  /** Findings that were rotated, deactivated, deleted or used in the last 90 days, and how many days that took. */
  readonly fixed: {
    readonly findings: number;
    readonly medianDays: number | null;
    readonly meanDays: number | null;
  };
};

/** Measures the findings of all organizations, as they stand now. */
export async function measureOpenFindings(database: Database): Promise<FindingMeasures> {
  const { rows } = await database.query<FindingMeasures>(
    `with life as materialized (
       select state, severity, risk_reasons, days_open, time_to_fix_days, resolved_at from credsweep.key_findings
     ),
     fixed as (
       select time_to_fix_days as days from life
       where time_to_fix_days is not null and resolved_at > now() - interval '90 days'
     )
     select
       (
         select coalesce(json_agg(counted), '[]')
         from (
           select reason, age_band as "ageBand", count(*) as findings
           from life
           cross join unnest(risk_reasons) as reason
           cross join lateral (
             select case
               when days_open > 90 then 'over 90' when days_open > 30 then '31-90' when days_open > 7 then '8-30' else '0-7'
             end as age_band
           ) as aged
           where state = 'open'
           group by reason, age_band
           order by reason, min(days_open)
         ) as counted
       ) as "openByReason",
       (
         select coalesce(json_agg(counted), '[]')
         from (
           select severity, count(*) as findings from life
           where state = 'open' and severity is not null group by severity order by severity
         ) as counted
       ) as "openBySeverity",
       (select count(*)::integer from life where state = 'exempted') as exempted,
       (
         select json_build_object(
           'findings', count(*),
           'medianDays', percentile_cont(0.5) within group (order by days),
           'meanDays', round(avg(days), 1)
         )
         from fixed
       ) as fixed`,
  );
  return rows[0] as FindingMeasures;
}
