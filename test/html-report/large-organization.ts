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

/** An organization of any size, the same at each call, with long names, failed accounts and a long history. */
export function createLargeOrganization(
  accountCount: number,
  usersPerAccount: number,
): ReportReader {
  const users: Row[] = [];
  const keys: Row[] = [];
  const bands: Row[] = [];
  for (let account = 0; account < accountCount; account += 1) {
    const named = {
      accountId: String(100_000_000_000 + account * 7919),
      accountName: `${teams[account % teams.length]}-${stages[account % stages.length]}-${account}`,
    };
    let old = 0;
    for (let user = 0; user < usersPerAccount; user += 1) {
      const dice = (account * 31 + user * 17 + ((account * user) % 13)) % 10;
      const name = `${teams[user % teams.length]}.${people[(user + account) % people.length]}.${user}`;
      const owner = teams[account % teams.length] ?? null;
      users.push(
        makeUser(named, name, {
          owner,
          ...(dice < 3 ? staleSince(61 + dice * 90 + user) : dice < 5 ? neverLoggedIn : {}),
        }),
      );
      const isOld = dice % 4 === 0;
      if (isOld) old += 1;
      const id = `AKIA${(account * 1000 + user).toString(36).toUpperCase().padStart(16, 'X')}`;
      keys.push(
        makeKey(named, name, id, { owner, ...(isOld ? rotatedAgo(366 + account + user) : {}) }),
      );
    }
    bands.push(
      {
        account_id: named.accountId,
        account_name: named.accountName,
        age_band: 'over 365',
        active_key_count: old,
        inactive_key_count: 0,
        high_risk_count: old,
      },
      {
        account_id: named.accountId,
        account_name: named.accountName,
        age_band: '0-90',
        active_key_count: usersPerAccount - old,
        inactive_key_count: 0,
        high_risk_count: 0,
      },
    );
  }
  const highRisk = keys.filter((key) => key['is_high_risk'] === true);
  const failed = Math.floor(accountCount / 50);
  return createFixedReader(
    makeSummary({
      scanId: 40,
      coverage: {
        accounts: accountCount + failed,
        scanned: accountCount,
        failed,
        skipped: 0,
        percent: Math.floor((accountCount * 1000) / (accountCount + failed)) / 10,
      },
      users: users.length,
      staleUsers: users.filter((user) => user['is_stale'] === true).length,
      accessKeys: keys.length,
      activeAccessKeys: keys.length,
      highRiskKeys: highRisk.length,
      newHighRiskKeys: 12,
      oldestReport: {
        accountId: '100000000000',
        accountName: 'payments-production-0',
        generatedAt: new Date(asOf.getTime() - 3.9 * 3_600_000),
      },
      highRiskKeysBySeverity: { critical: 0, high: 0, medium: highRisk.length, low: 0 },
    }),
    {
      aws_staleuser_details: users,
      aws_accesskey_details: keys,
      aws_accesskey_highrisk: highRisk.map((key, index) => flag(key, { is_new: index < 12 })),
      aws_accesskey_summary: bands,
      owner_summary: teams.map((team) => makeRollUp({ owner: team })),
      organization_unit_summary: [
        makeRollUp({ ou_id: 'r-root', ou_path: 'o-exampleorg/r-root/' }),
        ...stages.map((stage) =>
          makeRollUp({
            ou_id: `ou-root-${stage}`,
            ou_path: `o-exampleorg/r-root/ou-root-${stage}/`,
          }),
        ),
      ],
      scan_coverage: Array.from({ length: failed }, (_, index) => ({
        scan_id: 40,
        account_id: String(900_000_000_000 + index),
        account_name: `acquired-${index}`,
        state: 'failed',
        code: index % 3 === 0 ? 'throttled' : 'role_missing_or_denied',
        message: `The role may not be assumed in account ${900_000_000_000 + index}.`,
      })),
      organization_trend: Array.from({ length: 39 }, (_, index) => ({
        scan_id: index + 1,
        organization_id: 'o-exampleorg',
        as_of: daysAgo(40 - index),
        accounts: accountCount,
        scanned: accountCount,
        failed: 0,
        skipped: 0,
        users: users.length,
        stale_users: Math.round(users.length * (0.6 - index * 0.002 + (index % 5) * 0.004)),
        access_keys: keys.length,
        active_access_keys: keys.length,
        high_risk_keys: Math.round(highRisk.length * (1.1 - index * 0.003 + (index % 4) * 0.01)),
        new_high_risk_keys: index % 4,
      })),
    },
  );
}

function makeRollUp(name: Row): Row {
  return {
    ...name,
    account_count: 400,
    unread_account_count: 3,
    stale_user_count: 9_000,
    high_risk_key_count: 5_000,
    critical_key_count: 0,
    high_key_count: 0,
    medium_key_count: 5_000,
    low_key_count: 0,
  };
}

const teams = ['payments', 'data-platform', 'identity', 'warehouse', 'customer-service', 'edge'];
const stages = ['production', 'staging', 'development', 'sandbox', 'disaster-recovery'];
const people = ['moreau', 'okafor', 'lindqvist', 'tanaka', 'haddad', 'kowalska', 'silva'];
