import {
  CredsweepError,
  elapsedDays,
  nameAgeBands,
  unknownAgeBand,
  type ReportReader,
  type ScanSummary,
} from '@credsweep/core';
import { readRollUps } from '../read-roll-ups.ts';
import { readUnreadAccounts } from '../read-unread-accounts.ts';
import { countByAccount } from './count-by-account.ts';
import type {
  AccessKeyRow,
  CountsByAccount,
  HighRiskKeyRow,
  HtmlReportData,
  RootUserCounts,
  UserRow,
} from './html-report-data.ts';
import { keepWorstRows } from './keep-worst-rows.ts';
import { compareAccessKeys, compareHighRiskKeys, compareUsers } from './rank-rows.ts';
import { readTrend } from './read-trend.ts';
import { readViewRecords, type ViewRecord } from './read-view-records.ts';
import { staleReasonsOf } from './stale-reason-words.ts';

/**
 * Reads what the HTML report shows of a scan; memory does not grow with the number of users and keys.
 *
 * @throws CredsweepError `scan_not_found`
 */
export async function readHtmlReportData(
  reader: ReportReader,
  scanId: number,
): Promise<HtmlReportData> {
  const summary = await reader.summarizeScan(scanId);
  if (summary === null) {
    throw new CredsweepError(
      'scan_not_found',
      `There is no scan ${scanId} in this database. "credsweep status" lists the scans.`,
    );
  }
  const { exempted: exemptedUserCount, ...users } = await readUsers(reader, summary);
  const { exempted: exemptedKeyCount, ...keys } = await readAccessKeys(reader, scanId);
  return {
    summary,
    unreadAccounts: await readUnreadAccounts(reader, summary),
    ...users,
    ...keys,
    exemptedUserCount,
    exemptedKeyCount,
    highRiskKeys: await readHighRiskKeys(reader, scanId),
    activeKeyAges: await readActiveKeyAges(reader, summary),
    rootUsers: await readRootUsers(reader, scanId),
    rollUps: await readRollUps(reader, scanId),
    trend: await readTrend(reader, summary),
  };
}

async function readUsers(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<Pick<HtmlReportData, 'users' | 'staleUsers'> & { readonly exempted: number }> {
  const keeper = keepWorstRows(maxRows, compareUsers);
  const counts = countByAccount(staleReasonsOf(summary.policy));
  let exempted = 0;
  for await (const record of readViewRecords(reader, 'aws_staleuser_details', summary.scanId)) {
    const row = toUserRow(record);
    keeper.add(row);
    if (row.isStale) counts.add(row, row.staleReason ?? '', 1);
    else if (row.staleReason === 'exempted') exempted += 1;
  }
  return { users: keeper.finish(), staleUsers: counts.finish(), exempted };
}

function toUserRow(record: ViewRecord): UserRow {
  const dataAsOf = record.time('data_as_of');
  const lastKeyUsedAt = record.time('last_key_used_at');
  return {
    ...record.account(),
    userName: record.text('user_name'),
    userArn: record.text('user_arn'),
    createdAt: record.time('user_created_at'),
    passwordEnabled: record.flag('password_enabled'),
    lastLoginAt: record.time('last_login_at'),
    daysSinceLogin: record.optionalCount('days_since_login'),
    lastKeyUsedAt,
    daysSinceKeyUse:
      lastKeyUsedAt === null || dataAsOf === null ? null : elapsedDays(lastKeyUsedAt, dataAsOf),
    daysSinceActivity: record.optionalCount('days_since_activity'),
    mfaActive: record.flag('mfa_active'),
    activeKeyCount: record.count('active_key_count'),
    isStale: record.flag('is_stale'),
    staleReason: record.optionalText('stale_reason'),
    owner: record.optionalText('owner'),
  };
}

async function readAccessKeys(
  reader: ReportReader,
  scanId: number,
): Promise<Pick<HtmlReportData, 'accessKeys'> & { readonly exempted: number }> {
  const keeper = keepWorstRows(maxRows, compareAccessKeys);
  let exempted = 0;
  for await (const record of readViewRecords(reader, 'aws_accesskey_details', scanId)) {
    const row = toAccessKeyRow(record);
    keeper.add(row);
    if (row.riskReasons.includes('exempted')) exempted += 1;
  }
  return { accessKeys: keeper.finish(), exempted };
}

async function readHighRiskKeys(
  reader: ReportReader,
  scanId: number,
): Promise<HtmlReportData['highRiskKeys']> {
  const keeper = keepWorstRows<HighRiskKeyRow>(maxRows, compareHighRiskKeys);
  for await (const record of readViewRecords(reader, 'aws_accesskey_highrisk', scanId)) {
    keeper.add({
      ...toAccessKeyRow(record),
      firstFlaggedAt: record.time('first_flagged_at'),
      isNew: record.flag('is_new'),
    });
  }
  return keeper.finish();
}

function toAccessKeyRow(record: ViewRecord): AccessKeyRow {
  return {
    ...record.account(),
    userName: record.text('user_name'),
    userArn: record.text('user_arn'),
    isRoot: record.flag('is_root'),
    accessKeyId: record.optionalText('access_key_id'),
    keySlot: record.count('key_slot'),
    status: record.text('status'),
    lastRotatedAt: record.time('last_rotated_at'),
    ageDays: record.optionalCount('age_days'),
    ageBand: record.text('age_band'),
    lastUsedAt: record.time('last_used_at'),
    daysSinceUsed: record.optionalCount('days_since_used'),
    lastUsedRegion: record.optionalText('last_used_region'),
    lastUsedService: record.optionalText('last_used_service'),
    isHighRisk: record.flag('is_high_risk'),
    riskReasons: record.texts('risk_reasons'),
    severity: record.optionalText('severity'),
    owner: record.optionalText('owner'),
  };
}

/** Oldest band first, so that a bar begins with what matters most. */
async function readActiveKeyAges(
  reader: ReportReader,
  summary: ScanSummary,
): Promise<CountsByAccount> {
  const bands = nameAgeBands(summary.policy.ageBandsDays).toReversed();
  const counts = countByAccount([...bands, unknownAgeBand]);
  for await (const record of readViewRecords(reader, 'aws_accesskey_summary', summary.scanId))
    counts.add(record.account(), record.text('age_band'), record.count('active_key_count'));
  return counts.finish();
}

async function readRootUsers(reader: ReportReader, scanId: number): Promise<RootUserCounts> {
  let accounts = 0;
  let withActiveKeys = 0;
  let withoutMfa = 0;
  for await (const record of readViewRecords(reader, 'root_credentials', scanId)) {
    accounts += 1;
    if (record.count('active_key_count') > 0) withActiveKeys += 1;
    if (record.flag('password_enabled') && !record.flag('mfa_active')) withoutMfa += 1;
  }
  return { accounts, withActiveKeys, withoutMfa };
}

/** Rows of a table in the page; the CSV files beside it have all. */
const maxRows = 10_000;
