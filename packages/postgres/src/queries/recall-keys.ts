import type { KeyMemory } from '@credsweep/core';

/**
 * Selects what earlier scans learnt of the keys of an account, where a relation `claimed` has its `account_id`, and the
 * `as_of` and `organization_id` of its scan.
 */
export const recallKeys = `
  select
    (
      select coalesce(json_agg(json_build_object(
        'userArn', user_arn,
        'userCreatedAt', user_created_at,
        'keyCreatedAt', key_created_at,
        'accessKeyId', access_key_id
      )), '[]')
      from credsweep.known_access_key
      where known_access_key.account_id = claimed.account_id
    ) as keys,
    array(
      select access_key_id from credsweep.finding
      where finding.account_id = claimed.account_id
        and access_key_id is not null
        and (state = 'open' and not awaits_scan or exists (
          select from credsweep.finding_exemption
          where finding_exemption.finding_id = finding.finding_id
            and revoked_at is null
            and until >= (claimed.as_of at time zone 'UTC')::date
        ))
    ) as open_finding_key_ids,
    exists (
      select from credsweep.organization
      where organization.organization_id = claimed.organization_id and baseline_scan_id is not null
    ) as confirms_new_findings`;

/** What that statement gives. */
export type RecalledKeys = {
  readonly keys: readonly {
    readonly userArn: string;
    readonly userCreatedAt: string;
    readonly keyCreatedAt: string;
    readonly accessKeyId: string;
  }[];
  readonly open_finding_key_ids: readonly string[];
  readonly confirms_new_findings: boolean;
};

/** Reads what that statement gave. */
export function toKeyMemory(recalled: RecalledKeys): KeyMemory {
  return {
    keys: recalled.keys.map((key) => ({
      ...key,
      userCreatedAt: new Date(key.userCreatedAt),
      keyCreatedAt: new Date(key.keyCreatedAt),
    })),
    openFindingKeyIds: recalled.open_finding_key_ids,
    confirmsNewFindings: recalled.confirms_new_findings,
  };
}
