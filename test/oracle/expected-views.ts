import {
  getAccount,
  listUsers,
  type SimulatedAccessKey,
  type SimulatedAccount,
  type SimulatedOrganization,
  type SimulatedUser,
} from '@credsweep/simulator';

/** Thresholds by which the oracle judges; the rules themselves are those that are published. */
type OracleRules = {
  readonly staleRule: 'login' | 'activity';
  readonly staleAfterDays: number;
  readonly keyRotationDays: number;
  readonly neverUsedKeyGraceDays: number;
  readonly includeInactiveKeys: boolean;
  readonly ageBandsDays: readonly number[];
};

/** What a scan was told and what it has read. */
export type OracleScan = {
  readonly scanId: number;
  readonly asOf: Date;
  readonly scannedAccountIds: readonly string[];
  readonly rules?: Partial<OracleRules>;
  /** Whether IAM could be asked for the ids of keys; by default it could. */
  readonly live?: boolean;
  /** How the scan names accounts, if not as the organization does. */
  readonly accountNames?: (account: SimulatedAccount) => string;
};

/** A row as a view gives it, in JSON: times are ISO 8601 texts. */
export type ViewRecord = Readonly<Record<string, ViewCell>>;

/** A value of a view in JSON. */
export type ViewCell = string | number | boolean | null | readonly string[];

/** The rows of the views that do not depend on the course of the scan, each in a fixed order. */
export type ExpectedViews = {
  readonly aws_staleuser_details: readonly ViewRecord[];
  readonly aws_staleuser_summary: readonly ViewRecord[];
  readonly aws_accesskey_details: readonly ViewRecord[];
  readonly aws_accesskey_highrisk: readonly ViewRecord[];
  readonly aws_accesskey_summary: readonly ViewRecord[];
  readonly root_credentials: readonly ViewRecord[];
};

/** The numbers of a scan. */
export type ExpectedTotals = {
  readonly users: number;
  readonly staleUsers: number;
  readonly accessKeys: number;
  readonly activeAccessKeys: number;
  readonly highRiskKeys: number;
};

/** Totals over all scanned accounts. */
export function expectTotals(views: ExpectedViews): ExpectedTotals {
  const { aws_staleuser_details: users, aws_accesskey_details: keys } = views;
  return {
    users: users.length,
    staleUsers: users.filter((user) => user['is_stale']).length,
    accessKeys: keys.length,
    activeAccessKeys: keys.filter((key) => key['status'] === 'Active').length,
    highRiskKeys: views.aws_accesskey_highrisk.length,
  };
}

/**
 * Works out from the simulated world itself what every view must show, by the published rules alone: nothing of
 * credsweep is used, and no credential report is read.
 */
export function expectViews(organization: SimulatedOrganization, scan: OracleScan): ExpectedViews {
  const rules = { ...defaultRules, ...scan.rules };
  const accounts = scan.scannedAccountIds.map((id) => getAccount(organization, id));
  const context = { organization, scan, rules };
  const keys = accounts.flatMap((account) => keyRows(account, context));
  const users = accounts.flatMap((account) =>
    listUsers(account).map((user) => userRow(account, user, context)),
  );
  return {
    aws_staleuser_details: sortRows(users),
    aws_staleuser_summary: sortRows(
      accounts.map((account) => userSummary(account, users, context)),
    ),
    aws_accesskey_details: sortRows(keys),
    aws_accesskey_highrisk: sortRows(
      keys
        .filter((key) => key['is_high_risk'])
        .map((key) => ({ ...key, first_flagged_at: scan.asOf.toISOString(), is_new: false })),
    ),
    aws_accesskey_summary: sortRows(
      accounts.flatMap((account) => keySummary(account, keys, context)),
    ),
    root_credentials: sortRows(accounts.map((account) => rootRow(account, context))),
  };
}

/** Puts rows in an order of their own, whatever the order of the view. */
export function sortRows(rows: readonly ViewRecord[]): readonly ViewRecord[] {
  const toKey = (row: ViewRecord): string =>
    ['scan_id', 'account_id', 'user_arn', 'key_slot', 'age_band']
      .map((column) => String(row[column] ?? ''))
      .join(' ');
  return rows.toSorted((left, right) => (toKey(left) < toKey(right) ? -1 : 1));
}

type Context = {
  readonly organization: SimulatedOrganization;
  readonly scan: OracleScan;
  readonly rules: OracleRules;
};

function userRow(account: SimulatedAccount, user: SimulatedUser, context: Context): ViewRecord {
  const { rules, scan } = context;
  const lastLoginAt = seenLogin(user);
  const keys = visibleKeys(account, user, context);
  const lastKeyUsedAt = latest(keys.map(seenUse));
  const lastActivityAt = latest([lastLoginAt, lastKeyUsedAt]);
  const isOld = (at: Date): boolean => isOver(at, rules.staleAfterDays, scan.asOf);
  const loginReason = !user.passwordEnabled
    ? 'no_password'
    : lastLoginAt === null
      ? 'never_logged_in'
      : isOld(lastLoginAt)
        ? 'last_login_over_threshold'
        : null;
  const activityReason =
    lastActivityAt === null
      ? 'never_active'
      : isOld(lastActivityAt)
        ? 'last_activity_over_threshold'
        : null;
  const reason = rules.staleRule === 'login' ? loginReason : activityReason;
  return {
    ...accountColumns(account, context),
    user_name: user.name,
    user_arn: iamArn(account, `user${user.path}${user.name}`, context),
    user_created_at: wholeSecond(user.createdAt).toISOString(),
    password_enabled: user.passwordEnabled,
    last_login_at: toText(lastLoginAt),
    days_since_login: daysSince(lastLoginAt, scan.asOf),
    never_logged_in: lastLoginAt === null,
    last_key_used_at: toText(lastKeyUsedAt),
    last_activity_at: toText(lastActivityAt),
    days_since_activity: daysSince(lastActivityAt, scan.asOf),
    mfa_active: user.mfaActive,
    active_key_count: keys.filter((key) => key.status === 'Active').length,
    is_stale: reason !== null,
    stale_reason: reason,
    stale_by_login: loginReason !== null,
    stale_by_activity: activityReason !== null,
    ...dataColumns(scan),
    ...ownerColumns(account, context),
  };
}

function keyRows(account: SimulatedAccount, context: Context): readonly ViewRecord[] {
  const root = account.root.keys
    .slice(0, 2)
    .map((key, index) => keyRow(account, { user: null, key, slot: index + 1, id: null }, context));
  const rows = listUsers(account).flatMap((user) => {
    const keys = visibleKeys(account, user, context);
    const hasMore = keys.length > 2;
    const isAsked =
      context.scan.live !== false &&
      (hasMore || keys.some((key) => riskReasons(key, false, context).length > 0));
    return keys.map((key, index) => {
      const id = isAsked && isAlone(key, user.keys) ? key.id : null;
      return keyRow(account, { user, key, slot: index + 1, id }, context);
    });
  });
  return [...root, ...rows];
}

/** IAM names a key by its creation second and status; of two that share both nobody can say which is which. */
function isAlone(key: SimulatedAccessKey, all: readonly SimulatedAccessKey[]): boolean {
  const twins = all.filter(
    (other) =>
      wholeSecond(other.createdAt).getTime() === wholeSecond(key.createdAt).getTime() &&
      other.status === key.status,
  );
  return twins.length === 1;
}

function keyRow(
  account: SimulatedAccount,
  {
    user,
    key,
    slot,
    id,
  }: {
    readonly user: SimulatedUser | null;
    readonly key: SimulatedAccessKey;
    readonly slot: number;
    readonly id: string | null;
  },
  context: Context,
): ViewRecord {
  const { scan, rules } = context;
  const createdAt = wholeSecond(key.createdAt);
  const lastUsedAt = seenUse(key);
  const reasons = riskReasons(key, user === null, context);
  return {
    ...accountColumns(account, context),
    user_name: user?.name ?? '<root_account>',
    user_arn: iamArn(account, user === null ? 'root' : `user${user.path}${user.name}`, context),
    is_root: user === null,
    access_key_id: id,
    key_slot: slot,
    status: key.status,
    last_rotated_at: createdAt.toISOString(),
    age_days: daysSince(createdAt, scan.asOf),
    age_band: ageBand(createdAt, rules.ageBandsDays, scan.asOf),
    last_used_at: toText(lastUsedAt),
    days_since_used: daysSince(lastUsedAt, scan.asOf),
    last_used_region: lastUsedAt === null ? null : (key.lastUsed?.region ?? null),
    last_used_service: lastUsedAt === null ? null : (key.lastUsed?.service ?? null),
    never_used: lastUsedAt === null,
    is_high_risk: reasons.length > 0,
    risk_reasons: reasons,
    ...dataColumns(scan),
    severity: severity(key, reasons, context),
    ...ownerColumns(account, context),
  };
}

function riskReasons(
  key: SimulatedAccessKey,
  isRoot: boolean,
  { rules, scan }: Context,
): readonly string[] {
  if (key.status === 'Inactive' && !rules.includeInactiveKeys) return [];
  const isOlderThan = (days: number): boolean =>
    isOver(wholeSecond(key.createdAt), days, scan.asOf);
  return [
    ...(isRoot ? ['root_key'] : []),
    ...(isOlderThan(rules.keyRotationDays) ? ['rotation_overdue'] : []),
    ...(seenUse(key) === null && isOlderThan(rules.neverUsedKeyGraceDays) ? ['never_used'] : []),
  ];
}

/** How urgent a high-risk key is: `critical` of root; of an overdue one, by never used, overdue twice, and in use. */
function severity(
  key: SimulatedAccessKey,
  reasons: readonly string[],
  { rules, scan }: Context,
): string | null {
  if (reasons.length === 0) return null;
  if (reasons.includes('root_key')) return 'critical';
  if (!reasons.includes('rotation_overdue')) return 'low';
  const lastUsedAt = seenUse(key);
  if (lastUsedAt === null) return 'high';
  const signs = [
    isOver(wholeSecond(key.createdAt), 2 * rules.keyRotationDays, scan.asOf),
    !isOver(lastUsedAt, 30, scan.asOf),
  ];
  return ['low', 'medium', 'high'][signs.filter(Boolean).length] ?? null;
}

function userSummary(
  account: SimulatedAccount,
  allUsers: readonly ViewRecord[],
  context: Context,
): ViewRecord {
  const users = allUsers.filter((user) => user['account_id'] === account.id);
  const stale = users.filter((user) => user['is_stale']).length;
  return {
    ...accountColumns(account, context),
    user_count: users.length,
    stale_user_count: stale,
    never_logged_in_count: users.filter((user) => user['never_logged_in']).length,
    stale_percent: users.length === 0 ? 0 : Math.round((1000 * stale) / users.length) / 10,
    data_as_of: context.scan.asOf.toISOString(),
  };
}

function keySummary(
  account: SimulatedAccount,
  allKeys: readonly ViewRecord[],
  context: Context,
): readonly ViewRecord[] {
  const keys = allKeys.filter((key) => key['account_id'] === account.id);
  return [...new Set(keys.map((key) => key['age_band'] ?? null))].map((band) => {
    const inBand = keys.filter((key) => key['age_band'] === band);
    const active = inBand.filter((key) => key['status'] === 'Active').length;
    return {
      ...accountColumns(account, context),
      age_band: band,
      active_key_count: active,
      inactive_key_count: inBand.length - active,
      high_risk_count: inBand.filter((key) => key['is_high_risk']).length,
    };
  });
}

function rootRow(account: SimulatedAccount, context: Context): ViewRecord {
  const { root } = account;
  return {
    ...accountColumns(account, context),
    password_enabled: account.report.legacyRootCells ? null : root.passwordEnabled,
    last_login_at: toText(seenLogin(root)),
    mfa_active: root.mfaActive,
    active_key_count: root.keys.filter((key) => key.status === 'Active').length,
    data_as_of: context.scan.asOf.toISOString(),
  };
}

/** The report has columns for two keys; others show only where it says that there are more. */
function visibleKeys(
  account: SimulatedAccount,
  user: SimulatedUser,
  { scan }: Context,
): readonly SimulatedAccessKey[] {
  return account.report.additionalCredentialsColumn && scan.live !== false
    ? user.keys
    : user.keys.slice(0, 2);
}

/** A login shows only while there is a password, and only since AWS keeps track of it. */
function seenLogin(owner: {
  readonly passwordEnabled: boolean;
  readonly passwordLastUsedAt?: Date;
}): Date | null {
  const at = owner.passwordLastUsedAt;
  if (!owner.passwordEnabled || at === undefined || at < new Date('2014-10-20T00:00:00Z'))
    return null;
  return wholeSecond(at);
}

function seenUse({ lastUsed }: SimulatedAccessKey): Date | null {
  if (lastUsed === undefined || lastUsed.at < new Date('2015-04-22T00:00:00Z')) return null;
  return wholeSecond(lastUsed.at);
}

/** Exactly so many days is not over. */
function isOver(since: Date, days: number, asOf: Date): boolean {
  return asOf.getTime() > since.getTime() + days * dayMs;
}

function daysSince(since: Date | null, asOf: Date): number | null {
  return since === null
    ? null
    : Math.max(0, Math.floor((asOf.getTime() - since.getTime()) / dayMs));
}

function ageBand(createdAt: Date, bounds: readonly number[], asOf: Date): string {
  let lower = 0;
  for (const bound of bounds) {
    if (!isOver(createdAt, bound, asOf)) return `${lower}-${bound}`;
    lower = bound + 1;
  }
  return `over ${lower - 1}`;
}

function latest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.filter((date) => date !== null).map((date) => date.getTime());
  return known.length === 0 ? null : new Date(Math.max(...known));
}

function accountColumns(account: SimulatedAccount, { scan }: Context): ViewRecord {
  return {
    account_id: account.id,
    account_name: scan.accountNames?.(account) ?? account.name,
  };
}

function dataColumns({ scanId, asOf }: OracleScan): ViewRecord {
  return { scan_id: scanId, data_as_of: asOf.toISOString() };
}

/** Owners are asked for by no scan of these tests; where an account stands is told by AWS alone. */
function ownerColumns(account: SimulatedAccount, { organization, scan }: Context): ViewRecord {
  // A folder of reports knows no organization, and AWS gives no path with the retired form of an account.
  const isPlaced = scan.live !== false && account.stateFields !== 'status';
  let units = organization.organizationalUnits;
  const unitIds = account.ouPath.map((name) => {
    const unit = units.find((candidate) => candidate.name === name);
    units = unit?.children ?? [];
    return unit?.id;
  });
  const path = [organization.id, organization.rootId, ...unitIds, account.id, ''].join('/');
  return { owner: null, tags: null, organization_path: isPlaced ? path : null };
}

function iamArn(account: SimulatedAccount, resource: string, { organization }: Context): string {
  return `arn:${organization.partition}:iam::${account.id}:${resource}`;
}

/** AWS tells times to the second. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function toText(date: Date | null): string | null {
  return date === null ? null : date.toISOString();
}

const dayMs = 86_400_000;
const defaultRules: OracleRules = {
  staleRule: 'login',
  staleAfterDays: 60,
  keyRotationDays: 365,
  neverUsedKeyGraceDays: 7,
  includeInactiveKeys: false,
  ageBandsDays: [90, 180, 365],
};
