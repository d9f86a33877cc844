import type pg from 'pg';
import type { ReadingOptions } from '../reading-options.ts';

/**
 * Creates what AWS would have: accounts, users and access keys with the days on which they came and went, in the schema
 * `bench`. Every scan is taken from it.
 *
 * Accounts differ in size by orders of magnitude, up to the 4,500 users that IAM about allows. Rows lie as workers would
 * have written them: account after account, the accounts in no order.
 *
 * @param newestAsOf the time of the newest scan; it finds about as many users as the options say
 */
export async function createWorld(
  client: pg.ClientBase,
  { accounts, usersPerAccount, scans, seed }: ReadingOptions,
  newestAsOf: Date,
): Promise<void> {
  await client.query('create schema bench');
  await client.query('select setseed($1)', [seed]);
  await client.query(
    `create unlogged table bench.account as
     select
       (200000000000 + number * 7919)::text as account_id,
       (array['payments', 'data', 'web', 'mobile', 'risk', 'search', 'billing', 'identity'])[1 + number % 8]
         || (array['-prod', '-staging', '-dev', '-sandbox'])[1 + number / 8 % 4] || '-' || number as account_name,
       'o-bench/r-root/ou-root-' || number % 8 || '/ou-root-' || number % 8 || '-' || number / 8 % 9 || '/'
         || (200000000000 + number * 7919)::text || '/' as organization_path,
       least(exp(1.5 * random_normal()), $2) as weight
     from generate_series(1, $1::integer) as number`,
    [accounts, (meanWeight * maxUsers) / usersPerAccount],
  );
  await client.query(
    `create unlogged table bench.iam_user as
     with sized as materialized (
       select
         account_id,
         row_number() over (order by md5(account_id)) as place,
         sum(weight) over (order by md5(account_id)) as up_to
       from bench.account
     ),
     bounds as materialized (
       select array_agg(up_to order by up_to) as up_to, max(up_to) as total from sized
     ),
     drawn as (
       select
         number,
         1 + width_bucket(random() * total, up_to) as place,
         -- Most are years old; one in fifty came while it was scanned, and one in a hundred has gone.
         $2::timestamptz - case
           when random() < 0.02 then random() * $3
           else $3 + power(random(), 1.6) * 2900
         end * interval '1 day' as created_at,
         case when number > $1 * 1.006 then $2::timestamptz - random() * $3 * interval '1 day' end as deleted_at,
         random() as password_draw, random() as login_draw, random() as stop_draw, random() as key_draw,
         random() as owner_draw, (random() * 30)::integer as pause_days
       from generate_series(1, ($1 * 1.016)::integer) as number cross join bounds
     )
     select
       account_id,
       'arn:aws:iam::' || account_id || ':user/' || name as user_arn,
       name as user_name,
       date_trunc('second', created_at) as created_at,
       deleted_at,
       password_draw < 0.55 as password_enabled,
       password_draw < 0.4 as mfa_active,
       case
         when login_draw < 0.15 then 'never'
         when login_draw < 0.55 then 'regular'
         else 'stopped'
       end as login_habit,
       date_trunc('second', created_at + stop_draw * ($2::timestamptz - created_at)) as stopped_at,
       pause_days,
       key_draw,
       -- Six users in ten have an owner, one of the few teams that share the account.
       case when owner_draw < 0.6
         then 'team-' || 1 + (hashtext(account_id || (owner_draw * 5)::integer) & 255) || '@corp.example'
       end as owner
     from drawn
     join sized using (place)
     cross join lateral (
       select case when key_draw < 0.5 then 'svc-' else 'user.' end || to_hex(number * 2654435761) as name
     ) as named
     order by md5(account_id), user_arn`,
    [accounts * usersPerAccount, newestAsOf, scans * daysBetweenScans],
  );
  await client.query(
    `create unlogged table bench.access_key as
     with drawn as (
       select
         iam_user.*, false as is_root, slot::smallint as key_slot,
         greatest(created_at, $1::timestamptz + ln(1 - random()) * 330 * interval '1 day') as last_rotated_at,
         random() as use_draw, random() as use_stop_draw, random() as status_draw, random() as place_draw
       from bench.iam_user
       -- Of 100 users 25 have no key, 27 have one, and 48 have two.
       cross join generate_series(1, case when key_draw < 0.25 then 0 when key_draw < 0.52 then 1 else 2 end) as slot
       union all
       select
         account_id, 'arn:aws:iam::' || account_id || ':root', '<root_account>', null, null, true, true, 'stopped', null, 3,
         0, null, true, 1,
         $1::timestamptz - random() * 2000 * interval '1 day', random(), random(), 0, random()
       from bench.account
       where random() < 0.03
     ),
     rotated as (
       -- A key that is younger than the first scan has taken the place of an older one.
       select drawn.*, null::timestamptz as rotated_at from drawn
       union all
       select
         account_id, user_arn, user_name, created_at, deleted_at, password_enabled, mfa_active, login_habit, stopped_at,
         pause_days, key_draw, owner, is_root, key_slot,
         greatest(created_at, last_rotated_at - (60 + use_draw * 800) * interval '1 day'),
         use_draw, use_stop_draw, 0, place_draw, last_rotated_at
       from drawn
       where last_rotated_at > $1::timestamptz - $2 * interval '1 day' and last_rotated_at > created_at + interval '2 days'
     )
     select
       account_id, user_arn, user_name, created_at as user_created_at, is_root, key_slot,
       date_trunc('second', last_rotated_at) as last_rotated_at,
       -- One key in fifty was deleted while it was scanned.
       case
         when rotated_at is not null then date_trunc('second', rotated_at)
         when not is_root and place_draw < 0.02 then $1::timestamptz - use_stop_draw * $2 * interval '1 day'
         else deleted_at
       end as ended_at,
       case when status_draw > 0.82 then last_rotated_at + use_stop_draw * ($1::timestamptz - last_rotated_at) end as deactivated_at,
       case when use_draw < 0.1 then 'never' when use_draw < 0.55 then 'regular' else 'stopped' end as use_habit,
       date_trunc('second', last_rotated_at + use_stop_draw * ($1::timestamptz - last_rotated_at)) as stopped_at,
       pause_days,
       (array['eu-west-1', 'eu-west-1', 'eu-west-1', 'us-east-1', 'us-east-1', 'eu-central-1', 'ap-southeast-2', null])
         [1 + (place_draw * 7.99)::integer % 8] as region,
       (array['s3', 'ec2', 'sts', 'dynamodb', 'sqs'])[1 + (use_stop_draw * 4.99)::integer % 5] as service,
       'AKIA' || upper(substr(md5(user_arn || key_slot || last_rotated_at), 1, 16)) as access_key_id,
       owner
     from rotated
     -- As workers write them: in each account the keys that are high-risk, as far as can be told here, before the others.
     order by
       md5(account_id),
       status_draw <= 0.82 and (last_rotated_at < $1::timestamptz - interval '365 days' or use_draw < 0.1) desc,
       user_arn, key_slot`,
    [newestAsOf, scans * daysBetweenScans],
  );
  await client.query('analyze bench.account, bench.iam_user, bench.access_key');
}

/** Days from one scan to the next. */
export const daysBetweenScans = 7;

/** The mean of exp(1.5 x), x being normal. */
const meanWeight = Math.exp(1.5 ** 2 / 2);
const maxUsers = 4500;
