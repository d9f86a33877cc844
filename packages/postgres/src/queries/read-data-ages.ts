import type { ScanSummary } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Reads how old the data of a scan are: its oldest credential report, and the accounts that an earlier scan has read. */
export async function readDataAges(
  database: Database,
  scanId: number,
): Promise<Pick<ScanSummary, 'oldestReport' | 'olderAccounts'>> {
  const { rows } = await database.query<DataAge>(
    `with shown as (
       select
         account_id as "accountId",
         account.account_name as "accountName",
         scan.as_of as "dataAsOf",
         good.report_generated_at as "generatedAt",
         good.scan_id < account_scan.scan_id as "isOlder",
         row_number() over (order by good.report_generated_at, account_id) as place
       from credsweep.account_scan
       join credsweep.account using (account_id)
       cross join lateral (
         select scan_id, report_generated_at from credsweep.account_summary
         where account_summary.account_id = account_scan.account_id
           and account_summary.scan_id <= account_scan.scan_id
         order by account_summary.scan_id desc
         limit 1
       ) as good
       join credsweep.scan on scan.scan_id = good.scan_id
       where account_scan.scan_id = $1
         and account_scan.code is distinct from 'account_not_in_organization'
     )
     select * from shown where place = 1 or "isOlder" order by "dataAsOf", "accountId"`,
    [scanId],
  );
  const oldest = rows.find(({ place }) => Number(place) === 1);
  return {
    oldestReport: oldest === undefined ? null : toReport(oldest),
    olderAccounts: rows
      .filter(({ isOlder }) => isOlder)
      .map(({ accountId, accountName, dataAsOf }) => ({ accountId, accountName, dataAsOf })),
  };
}

type DataAge = {
  readonly accountId: string;
  readonly accountName: string;
  readonly dataAsOf: Date;
  readonly generatedAt: Date;
  readonly isOlder: boolean;
  readonly place: string;
};

function toReport({ accountId, accountName, generatedAt }: DataAge): ScanSummary['oldestReport'] {
  return { accountId, accountName, generatedAt };
}
