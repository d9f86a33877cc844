import pg from 'pg';
import { expect, test } from 'vitest';
import { usePostgres } from '@credsweep/testkit';
import { readMigrations } from './migrate-database.ts';
import { createEmptyDatabase } from './testing/empty-database.ts';

const postgres = usePostgres();

/** Findings as they were before a key had one for all its life: flagged again, it got another. */
const olderData = `
  insert into credsweep.organization (organization_id, kind) values ('o-example', 'organization');
  insert into credsweep.scan (organization_id, state, as_of, policy, settings)
    select 'o-example', 'completed', '2026-06-01'::timestamptz + make_interval(days => n), '{}', '{}'
    from generate_series(1, 5) as n;
  insert into credsweep.account (
    account_id, organization_id, account_name, state, first_listed_scan_id, last_listed_scan_id
  ) values ('000000000001', 'o-example', 'one', 'ACTIVE', 1, 5);
  call credsweep.create_fact_partitions(5);
  insert into credsweep.access_key_fact (
    scan_id, account_id, user_arn, user_name, user_created_at, is_root, access_key_id, key_slot, status,
    last_rotated_at, age_band, never_used, is_high_risk, risk_reasons, severity
  ) values (
    5, '000000000001', 'arn/alice', 'alice', '2020-01-01', false, 'AKIA1', 2, 'Active',
    '2024-01-01', 'over 365', false, true, '{rotation_overdue}', 'high'
  );
  insert into credsweep.finding (
    account_id, user_arn, user_name, is_root, key_created_at, access_key_id, risk_reasons, state, first_flagged_at,
    opened_scan_id, opened_as_new, last_seen_scan_id, resolved_at, resolved_scan_id, resolution
  )
  values
    ('000000000001', 'arn/alice', 'alice', false, '2024-01-01', 'AKIA1', '{rotation_overdue}', 'resolved',
      '2026-06-02', 1, false, 1, '2026-06-03', 2, 'deactivated'),
    ('000000000001', 'arn/bob', 'bob', false, '2024-01-01', 'AKIA2', '{rotation_overdue}', 'resolved',
      '2026-06-02', 1, false, 3, '2026-06-05', 4, 'exempted'),
    ('000000000001', 'arn/alice', 'alice', false, '2024-01-01', 'AKIA1', '{rotation_overdue}', 'resolved',
      '2026-06-04', 3, true, 3, '2026-06-05', 4, 'exempted'),
    ('000000000001', 'arn/alice', 'alice', false, '2024-01-01', 'AKIA1', '{rotation_overdue}', 'open',
      '2026-06-06', 5, true, 5, null, null, null);`;

test('findings of one key become one with its whole life, and exempted ones are exempted', async () => {
  const pool = new pg.Pool({ connectionString: await createEmptyDatabase(postgres.adminUrl) });
  try {
    await pool.query('create schema credsweep');
    const migrations = await readMigrations();
    for (const { number, sql } of migrations) if (number < 7) await pool.query(sql);
    await pool.query(olderData);
    for (const { number, sql } of migrations)
      if (number >= 7) await pool.query(`begin; ${sql}; commit`);
    const { rows } = await pool.query(
      `select
         finding_id, access_key_id, state, severity, reopened_count, opened_scan_id, reopened_scan_id, news_scan_id,
         last_seen_key_slot, exempted_by,
         array(
           select concat_ws(' ', event, scan_id, case when is_news then 'news' end, resolution) from credsweep.finding_event
           where finding_event.finding_id = finding.finding_id order by event_id
         ) as events
       from credsweep.finding order by finding_id`,
    );
    expect(rows).toEqual([
      {
        finding_id: '1',
        access_key_id: 'AKIA1',
        state: 'open',
        severity: 'high',
        reopened_count: 2,
        opened_scan_id: 1,
        reopened_scan_id: 5,
        news_scan_id: 5,
        last_seen_key_slot: 2,
        exempted_by: null,
        events: [
          'opened 1',
          'resolved 2 deactivated',
          'reopened 3 news',
          'exempted 4',
          'reopened 5 news',
        ],
      },
      {
        finding_id: '2',
        access_key_id: 'AKIA2',
        state: 'exempted',
        severity: null,
        reopened_count: 0,
        opened_scan_id: 1,
        reopened_scan_id: null,
        news_scan_id: null,
        last_seen_key_slot: null,
        exempted_by: 'policy',
        events: ['opened 1', 'exempted 4'],
      },
    ]);
  } finally {
    await pool.end();
  }
});
