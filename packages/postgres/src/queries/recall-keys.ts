import type { AccountClaim, KeyMemory } from '@credsweep/core';
import type { Database } from '../database.ts';

/** Recalls what earlier scans learnt of the account's keys. */
export async function recallKeys(database: Database, claim: AccountClaim): Promise<KeyMemory> {
  const { rows } = await database.query<RecallRow>({
    name: 'recall_keys',
    text: `
      select
        (
          select coalesce(json_agg(json_build_object(
            'userArn', user_arn,
            'userCreatedAt', user_created_at,
            'keyCreatedAt', key_created_at,
            'accessKeyId', access_key_id
          )), '[]')
          from credsweep.known_access_key
          where account_id = $2
        ) as keys,
        array(
          select access_key_id from credsweep.finding
          where account_id = $2
            and access_key_id is not null
            and (state = 'open' and not awaits_scan or exists (
              select from credsweep.finding_exemption
              where finding_exemption.finding_id = finding.finding_id
                and revoked_at is null
                and until >= (select as_of at time zone 'UTC' from credsweep.scan where scan_id = $1)::date
            ))
        ) as open_finding_key_ids,
        exists (
          select from credsweep.scan join credsweep.organization using (organization_id)
          where scan.scan_id = $1 and organization.baseline_scan_id is not null
        ) as confirms_new_findings`,
    values: [claim.scanId, claim.accountId],
  });
  const row = rows[0] as RecallRow;
  return {
    keys: row.keys.map((key) => ({
      ...key,
      userCreatedAt: new Date(key.userCreatedAt),
      keyCreatedAt: new Date(key.keyCreatedAt),
    })),
    openFindingKeyIds: row.open_finding_key_ids,
    confirmsNewFindings: row.confirms_new_findings,
  };
}

type RecallRow = {
  readonly keys: readonly {
    userArn: string;
    userCreatedAt: string;
    keyCreatedAt: string;
    accessKeyId: string;
  }[];
  readonly open_finding_key_ids: readonly string[];
  readonly confirms_new_findings: boolean;
};
