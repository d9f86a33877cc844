import { rootUserName } from '@credsweep/core';

/** An access key as a test describes it. */
export type ReportKey = {
  readonly slot?: 1 | 2;
  readonly active?: boolean;
  /** ISO date, or null for `N/A`. */
  readonly rotated: string | null;
  readonly used?: string | null;
};

/** A user as a test describes it; what is left out is ordinary. */
export type ReportUser = {
  readonly name: string;
  readonly path?: string;
  readonly created?: string;
  readonly login?: string | null;
  readonly password?: boolean;
  readonly mfa?: boolean;
  readonly keys?: readonly ReportKey[];
};

/** Writes the CSV that IAM gives for an account with these users and keys. */
export function buildReportCsv(
  accountId: string,
  users: readonly ReportUser[],
  rootKeys: readonly ReportKey[] = [],
): string {
  const root = [
    rootUserName,
    `arn:aws:iam::${accountId}:root`,
    '2019-01-01T00:00:00+00:00',
    'not_supported',
    '2020-02-02T02:02:02+00:00',
    'not_supported',
    'not_supported',
    'true',
    ...buildKeyCells(rootKeys, 1),
    ...buildKeyCells(rootKeys, 2),
    ...certificateCells,
  ];
  return [header, root, ...users.map((user) => buildUserCells(accountId, user))]
    .map((cells) => cells.join(','))
    .join('\n');
}

function buildUserCells(accountId: string, user: ReportUser): readonly string[] {
  const password = user.password ?? true;
  return [
    `"${user.name}"`,
    `"arn:aws:iam::${accountId}:user${user.path ?? '/'}${user.name}"`,
    user.created ?? '2020-01-01T00:00:00+00:00',
    String(password),
    password
      ? user.login === undefined
        ? '2026-06-01T00:00:00+00:00'
        : (user.login ?? 'no_information')
      : 'N/A',
    password ? '2020-01-02T00:00:00+00:00' : 'N/A',
    'N/A',
    String(user.mfa ?? false),
    ...buildKeyCells(user.keys ?? [], 1),
    ...buildKeyCells(user.keys ?? [], 2),
    ...certificateCells,
  ];
}

function buildKeyCells(keys: readonly ReportKey[], slot: number): readonly string[] {
  const key = keys.find((candidate, index) => (candidate.slot ?? index + 1) === slot);
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A'];
  const used = key.used ?? null;
  return [
    String(key.active ?? true),
    key.rotated ?? 'N/A',
    used ?? 'N/A',
    used === null ? 'N/A' : 'eu-central-1',
    used === null ? 'N/A' : 's3',
  ];
}

const header = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((slot) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (fact) => `access_key_${slot}_${fact}`,
    ),
  ),
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
];
const certificateCells = ['false', 'N/A', 'false', 'N/A'];
