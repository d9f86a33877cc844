/** The account of every row that is built here. */
export const reportAccountId = '123456789012';

/** The 22 columns of a live report, in AWS's order. */
export const liveColumns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  'access_key_1_active',
  'access_key_1_last_rotated',
  'access_key_1_last_used_date',
  'access_key_1_last_used_region',
  'access_key_1_last_used_service',
  'access_key_2_active',
  'access_key_2_last_rotated',
  'access_key_2_last_used_date',
  'access_key_2_last_used_region',
  'access_key_2_last_used_service',
  'cert_1_active',
  'cert_1_last_rotated',
  'cert_2_active',
  'cert_2_last_rotated',
] as const;

/** Cells by column. */
export type ReportRow = Readonly<Record<string, string>>;

/** The row of the root user of an account without root credentials, changed by `cells`. */
export function rootRow(cells: ReportRow = {}): ReportRow {
  return {
    ...emptyRow,
    user: '<root_account>',
    arn: `arn:aws:iam::${reportAccountId}:root`,
    password_next_rotation: 'not_supported',
    ...cells,
  };
}

/** The row of a user without password and keys, changed by `cells`. */
export function userRow(user: string, cells: ReportRow = {}): ReportRow {
  return { ...emptyRow, user, arn: `arn:aws:iam::${reportAccountId}:user/${user}`, ...cells };
}

/** The cells of a key in a slot, as AWS writes those of an active key that was never used, changed by `facts`. */
export function keyCells(slot: 1 | 2, facts: ReportRow = {}): ReportRow {
  const cells = {
    active: 'true',
    last_rotated: '2024-02-03T04:05:06Z',
    last_used_date: 'N/A',
    last_used_region: 'N/A',
    last_used_service: 'N/A',
    ...facts,
  };
  return Object.fromEntries(
    Object.entries(cells).map(([fact, cell]) => [`access_key_${slot}_${fact}`, cell]),
  );
}

/** A report as AWS writes it: LF between rows, no newline at the end; a cell that is not given is `N/A`. */
export function credentialReportCsv(
  rows: readonly ReportRow[],
  columns: readonly string[] = liveColumns,
): string {
  return [
    columns.join(','),
    ...rows.map((row) => columns.map((column) => quoteCell(row[column] ?? 'N/A')).join(',')),
  ].join('\n');
}

function quoteCell(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

const emptyRow: ReportRow = {
  user_creation_time: '2023-01-02T03:04:05Z',
  password_enabled: 'false',
  mfa_active: 'false',
  access_key_1_active: 'false',
  access_key_2_active: 'false',
  cert_1_active: 'false',
  cert_2_active: 'false',
};
