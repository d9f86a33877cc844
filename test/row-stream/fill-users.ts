import { policyPresets } from '@credsweep/core';
import type { TestDatabase } from '@credsweep/testkit';

/** Writes an organization of so many users as if a scan had read it, 1,000 in each account. */
export async function fillUsers(pool: TestDatabase['pool'], users: number): Promise<void> {
  await pool.query(
    `insert into credsweep.organization (organization_id, kind) values ('o-example', 'organization')`,
  );
  await pool.query(
    `insert into credsweep.scan (organization_id, state, as_of, policy, settings)
     values ('o-example', 'completed', now(), $1, '{}')`,
    [JSON.stringify(policyPresets.default)],
  );
  await pool.query('call credsweep.create_fact_partitions(1)');
  await pool.query(
    `insert into credsweep.account
       (account_id, organization_id, account_name, state, first_listed_scan_id, last_listed_scan_id, last_good_scan_id)
     select (100000000000 + number)::text, 'o-example', 'account ' || number, 'ACTIVE', 1, 1, 1
     from generate_series(1, $1::integer) as number`,
    [Math.ceil(users / usersPerAccount)],
  );
  await pool.query(
    `insert into credsweep.account_summary
     select 1, account_id, now(), $1, $1, 0, 0, 0, 0 from credsweep.account`,
    [usersPerAccount],
  );
  await pool.query(
    `insert into credsweep.user_fact (
       scan_id, account_id, user_arn, user_name, user_created_at, password_enabled, last_login_at, days_since_login,
       never_logged_in, mfa_active, active_key_count, is_stale, stale_reason, stale_by_login, stale_by_activity
     )
     select
       1, account_id, 'arn:aws:iam::' || account_id || ':user/user-' || number, 'user-' || number,
       now() - interval '900 days', true, now() - interval '90 days', 90, false, true, 1, true,
       'last_login_over_threshold', true, true
     from credsweep.account cross join generate_series(1, $1::integer) as number`,
    [usersPerAccount],
  );
}

const usersPerAccount = 1000;
