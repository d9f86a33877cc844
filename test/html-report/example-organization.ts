import type { ReportReader } from '@credsweep/core';
import {
  asOf,
  createFixedReader,
  daysAgo,
  flag,
  makeKey,
  makeSummary,
  makeUser,
  neverLoggedIn,
  rotatedAgo,
  staleSince,
  type Row,
} from './fixed-report-reader.ts';

/** Three accounts with data and two without, whose numbers a test can count on its fingers. */
export function createExampleOrganization(): ReportReader {
  const alpha = { accountId: '111111111111', accountName: 'alpha' };
  const beta = { accountId: '222222222222', accountName: 'beta' };
  const gamma = { accountId: '333333333333', accountName: 'gamma' };
  const old = { report_generated_at: new Date(asOf.getTime() - 5 * 3_600_000) };
  const users = [
    makeUser(alpha, 'ann', staleSince(100)),
    makeUser(alpha, 'bob', staleSince(200)),
    makeUser(alpha, 'cid', neverLoggedIn),
    ...Array.from({ length: 40 }, (_, index) => makeUser(alpha, `fresh-${index + 1}`)),
    makeUser(beta, 'dora', { ...neverLoggedIn, ...old }),
    makeUser(gamma, 'eve', old),
  ];
  const root = makeKey(beta, '<root_account>', null, {
    ...rotatedAgo(2000),
    user_arn: 'arn:aws:iam::222222222222:root',
    is_root: true,
    risk_reasons: ['root_key', 'rotation_overdue'],
    severity: 'critical',
    ...old,
  });
  const inUse = makeKey(alpha, 'ann', 'AKIAEXAMPLEANN000001', {
    ...rotatedAgo(400),
    owner: 'team-a',
  });
  const unused = makeKey(alpha, 'bob', 'AKIAEXAMPLEBOB000001', {
    ...rotatedAgo(800),
    last_used_at: null,
    days_since_used: null,
    last_used_region: null,
    last_used_service: null,
    never_used: true,
    risk_reasons: ['rotation_overdue', 'never_used'],
    severity: 'high',
  });
  const keys = [
    inUse,
    unused,
    makeKey(alpha, 'bob', null, { key_slot: 2, age_band: '91-180', age_days: 100 }),
    makeKey(alpha, 'cid', null, { status: 'Inactive' }),
    root,
  ];
  return createFixedReader(
    makeSummary({
      coverage: { accounts: 5, scanned: 3, failed: 1, skipped: 1, percent: 75 },
      users: users.length,
      staleUsers: 4,
      accessKeys: keys.length,
      activeAccessKeys: 4,
      highRiskKeys: 3,
      newHighRiskKeys: 1,
      oldestReport: { ...beta, generatedAt: old.report_generated_at },
      highRiskKeysBySeverity: { critical: 1, high: 1, medium: 1, low: 0 },
    }),
    {
      aws_staleuser_details: users,
      aws_accesskey_details: keys,
      aws_accesskey_highrisk: [flag(inUse), flag(unused, { is_new: true }), flag(root)],
      aws_accesskey_summary: [
        bandRow(alpha, 'over 365', 2, 0),
        bandRow(alpha, '91-180', 1, 0),
        bandRow(alpha, '0-90', 0, 1),
        bandRow(beta, 'over 365', 1, 0),
      ],
      root_credentials: [
        {
          account_id: '222222222222',
          password_enabled: true,
          mfa_active: false,
          active_key_count: 1,
        },
      ],
      scan_coverage: [
        coverageRow('444444444444', 'delta', 'failed', 'role_missing_or_denied', 'May not assume.'),
        coverageRow('555555555555', 'epsilon', 'skipped', 'account_suspended', 'Suspended.'),
      ],
      owner_summary: [
        rollUpRow({ owner: 'team-a' }, 0, [0, 0, 1, 0]),
        rollUpRow({ owner: 'unknown' }, 4, [1, 1, 0, 0]),
      ],
      organization_unit_summary: [
        unitRow('o-exampleorg/r-root/', 'r-root', 2, [1, 1, 1, 0]),
        unitRow('o-exampleorg/r-root/ou-one/', 'ou-one', 1, [1, 1, 1, 0]),
        unitRow('o-exampleorg/r-root/ou-one/ou-two/', 'ou-two', 0, [0, 0, 1, 0]),
      ],
      organization_trend: [trendRow(6, 7, 2, 30), trendRow(5, 9, 4, 60)],
    },
  );
}

function bandRow(
  account: { readonly accountId: string; readonly accountName: string },
  ageBand: string,
  active: number,
  inactive: number,
): Row {
  return {
    account_id: account.accountId,
    account_name: account.accountName,
    age_band: ageBand,
    active_key_count: active,
    inactive_key_count: inactive,
    high_risk_count: 0,
  };
}

function rollUpRow(name: Row, staleUsers: number, bySeverity: readonly number[]): Row {
  const [critical = 0, high = 0, medium = 0, low = 0] = bySeverity;
  return {
    ...name,
    account_count: 2,
    stale_user_count: staleUsers,
    high_risk_key_count: critical + high + medium + low,
    critical_key_count: critical,
    high_key_count: high,
    medium_key_count: medium,
    low_key_count: low,
  };
}

function unitRow(path: string, id: string, unread: number, bySeverity: readonly number[]): Row {
  return rollUpRow({ ou_id: id, ou_path: path, unread_account_count: unread }, 4, bySeverity);
}

function coverageRow(
  accountId: string,
  accountName: string,
  state: string,
  code: string,
  message: string,
): Row {
  return { scan_id: 7, account_id: accountId, account_name: accountName, state, code, message };
}

function trendRow(scanId: number, staleUsers: number, highRiskKeys: number, days: number): Row {
  return {
    scan_id: scanId,
    organization_id: 'o-exampleorg',
    as_of: daysAgo(days),
    finished_at: daysAgo(days),
    accounts: 5,
    scanned: 4,
    failed: 0,
    skipped: 1,
    users: 50,
    stale_users: staleUsers,
    access_keys: 6,
    active_access_keys: 5,
    high_risk_keys: highRiskKeys,
    new_high_risk_keys: 0,
  };
}
