import { CsvError, parse } from 'csv-parse/sync';
import type { ReportedAccessKey } from './access-key.ts';
import { accountOfArn } from './arn.ts';
import {
  rootUserName,
  type CredentialReport,
  type ReportedRoot,
  type ReportedUser,
} from './credential-report.ts';
import { CredsweepError } from './credsweep-error.ts';
import {
  readBooleanCell,
  readDateCell,
  readNameCell,
  readOptionalBooleanCell,
  readRequiredDateCell,
  UnreadableCellError,
} from './report-cell.ts';

/**
 * Reads IAM's credential report of one account, columns by name and in any order.
 *
 * Columns that credsweep does not know are passed over; every known one is read, so that a damaged report is
 * noticed. Source: IAM User Guide, "Get credential reports for your AWS account".
 *
 * @param csv the decoded report
 * @param accountId the account that was asked; every ARN of the report must belong to it
 * @param options `acceptNoRows`: take a report with a header alone for that of an account without users. AWS itself always
 * gives the row of the root user, so that such a file was cut off; emulators of AWS may not. `isFile`: advise what to do
 * about a file, and not to ask AWS again
 * @throws CredsweepError `report_malformed` (with the line) or `report_account_mismatch`
 */
export function parseCredentialReport(
  csv: string,
  accountId: string,
  options: { readonly acceptNoRows?: boolean; readonly isFile?: boolean } = {},
): CredentialReport {
  try {
    return readReport(csv, accountId, options.acceptNoRows === true);
  } catch (error) {
    if (error instanceof DamagedReportError)
      throw malformed(accountId, error, options.isFile === true);
    throw error;
  }
}

/** What is wrong with a report, as the end of a sentence. */
class DamagedReportError extends Error {
  override readonly name = 'DamagedReportError';
}

function readReport(csv: string, accountId: string, acceptsNoRows: boolean): CredentialReport {
  const { header, records } = readRecords(csv);
  if (records.length === 0 && !acceptsNoRows)
    throw new DamagedReportError('it has no rows, not even that of the root user');
  const columns = {
    count: header.length,
    positions: new Map(header.map((name, at) => [name, at])),
  };
  const users: ReportedUser[] = [];
  const seenUsers = new Set<string>();
  let root: ReportedRoot | null = null;
  for (const [index, record] of records.entries()) {
    const line = index + 2;
    const row = nameCells(columns, joinSplitName(header, record), line);
    const { user, userArn } = readIdentity(row, line, accountId);
    if (seenUsers.has(user))
      throw new DamagedReportError(`line ${line}: ${userArn} stands there twice`);
    seenUsers.add(user);
    if (user === rootUserName) root = readRow(row, line, readRoot);
    else users.push(readRow(row, line, readUser));
  }
  return { accountId, root, users };
}

type Columns = { readonly count: number; readonly positions: ReadonlyMap<string, number> };
/** A user's line of the report. */
type Row = {
  has(column: string): boolean;
  /** Empty where the report has no such column. */
  read(column: string): string;
};
type ReadCell = <Value>(column: string, read: (cell: string) => Value) => Value;

function readRecords(csv: string): {
  header: readonly string[];
  records: readonly (readonly string[])[];
} {
  if (csv.trim() === '') throw new DamagedReportError('it is empty');
  try {
    const [header = [], ...records] = isPlain(csv)
      ? splitPlain(csv)
      : parse(csv, { bom: true, relax_column_count: true });
    checkHeader(header);
    return { header, records };
  } catch (error) {
    if (error instanceof CsvError)
      throw new DamagedReportError(`${error.message} (is it truncated?)`, { cause: error });
    throw error;
  }
}

/** Whether a report is as AWS itself writes it, where commas and line feeds say everything. */
function isPlain(csv: string): boolean {
  return !/["\r\uFEFF]/.test(csv);
}

/** What the CSV parser gives for a plain text, in a fraction of its time. */
function splitPlain(csv: string): readonly (readonly string[])[] {
  const text = csv.endsWith('\n') ? csv.slice(0, -1) : csv;
  return text.split('\n').map((line) => line.split(','));
}

/**
 * Makes good a name with commas that was not quoted: IAM allows commas in names, and both the name and the ARN that ends
 * in it then fall apart into as many pieces.
 */
function joinSplitName(header: readonly string[], record: readonly string[]): readonly string[] {
  const pieces = (record.length - header.length) / 2 + 1;
  if (pieces < 2 || !Number.isInteger(pieces) || header[0] !== 'user' || header[1] !== 'arn')
    return record;
  const user = record.slice(0, pieces).join(',');
  const userArn = record.slice(pieces, 2 * pieces).join(',');
  return userArn.endsWith(`/${user}`) ? [user, userArn, ...record.slice(2 * pieces)] : record;
}

function nameCells({ count, positions }: Columns, record: readonly string[], line: number): Row {
  if (record.length !== count) {
    const found = `${record.length} cells instead of ${count}`;
    throw new DamagedReportError(`line ${line} has ${found} (is it truncated?)`);
  }
  return {
    has: (column) => positions.has(column),
    read: (column) => record[positions.get(column) ?? -1] ?? '',
  };
}

function checkHeader(header: readonly string[]): void {
  const [first = ''] = header;
  const separator =
    header.length === 1 ? otherSeparators.find(({ mark }) => first.includes(mark)) : undefined;
  if (separator !== undefined)
    throw new DamagedReportError(
      `its cells are separated by ${separator.name}, as some spreadsheets save them, and not by commas`,
    );
  const missing = requiredColumns.filter((column) => !header.includes(column));
  if (missing.length > 0) throw new DamagedReportError(`the header lacks ${missing.join(', ')}`);
  const doubled = knownColumns.filter(
    (column) => header.indexOf(column) !== header.lastIndexOf(column),
  );
  if (doubled.length > 0)
    throw new DamagedReportError(`the header names ${doubled.join(', ')} twice`);
}

function readIdentity(
  row: Row,
  line: number,
  accountId: string,
): { user: string; userArn: string } {
  const user = row.read('user');
  const userArn = row.read('arn');
  if (user !== rootUserName && !iamUserName.test(user)) {
    throw new DamagedReportError(
      `line ${line}, column user: ${JSON.stringify(user)} is not the name of a user`,
    );
  }
  const owner = accountOfArn(userArn);
  if (owner === null)
    throw new DamagedReportError(
      `line ${line}, column arn: ${JSON.stringify(userArn)} is not an ARN`,
    );
  if (owner !== accountId) {
    throw new CredsweepError(
      'report_account_mismatch',
      `The credential report asked of account ${accountId} names ${userArn} of account ${owner} (line ${line}). ` +
        'Nothing of it was used. Check which account the role or the file really belongs to.',
      { details: { accountId, reportAccountId: owner, line } },
    );
  }
  if (user === rootUserName ? userArn.includes('/') : !userArn.endsWith(`/${user}`)) {
    throw new DamagedReportError(`line ${line}: ${userArn} is not the ARN of ${user}`);
  }
  return { user, userArn };
}

function readRow<Result>(
  row: Row,
  line: number,
  read: (row: Row, cell: ReadCell) => Result,
): Result {
  return read(row, (column, readCell) => {
    try {
      return readCell(row.read(column));
    } catch (error) {
      if (error instanceof UnreadableCellError)
        throw new DamagedReportError(`line ${line}, column ${column}: ${error.message}`, {
          cause: error,
        });
      throw error;
    }
  });
}

function readUser(row: Row, cell: ReadCell): ReportedUser {
  const passwordEnabled = cell('password_enabled', readBooleanCell);
  checkUnusedColumns(row, cell);
  return {
    userName: row.read('user'),
    userArn: row.read('arn'),
    createdAt: cell('user_creation_time', readRequiredDateCell),
    passwordEnabled,
    lastLoginAt: cell('password_last_used', readDateCell),
    mfaActive: cell('mfa_active', readBooleanCell),
    accessKeys: readAccessKeys(cell),
    hasAdditionalCredentials: hasAdditionalCredentials(row),
  };
}

function readRoot(row: Row, cell: ReadCell): ReportedRoot {
  checkUnusedColumns(row, cell);
  return {
    userArn: row.read('arn'),
    createdAt: cell('user_creation_time', readRequiredDateCell),
    passwordEnabled: cell('password_enabled', readOptionalBooleanCell),
    lastLoginAt: cell('password_last_used', readDateCell),
    mfaActive: cell('mfa_active', readOptionalBooleanCell),
    accessKeys: readAccessKeys(cell),
  };
}

/** A key is absent when it is not active and has neither a date of rotation nor a last use. */
function readAccessKeys(cell: ReadCell): readonly ReportedAccessKey[] {
  return keySlots.flatMap(({ slot, columns }) => {
    const active = cell(columns.active, readBooleanCell);
    const lastRotatedAt = cell(columns.lastRotated, active ? readRequiredDateCell : readDateCell);
    const lastUsedAt = cell(columns.lastUsedDate, readDateCell);
    const lastUsedRegion = cell(columns.lastUsedRegion, readNameCell);
    const lastUsedService = cell(columns.lastUsedService, readNameCell);
    if (!active && lastRotatedAt === null && lastUsedAt === null) return [];
    return [
      {
        slot,
        status: active ? 'Active' : 'Inactive',
        lastRotatedAt,
        lastUsedAt,
        lastUsedRegion,
        lastUsedService,
      },
    ];
  });
}

/** No rule needs these columns, but what cannot be read in them shows a damaged report. */
function checkUnusedColumns(row: Row, cell: ReadCell): void {
  for (const column of unusedDateColumns) if (row.has(column)) cell(column, readDateCell);
  for (const column of unusedBooleanColumns) if (row.has(column)) cell(column, readBooleanCell);
}

/** The wording of this column is not documented; any statement in it but "none" means that IAM itself must be asked. */
function hasAdditionalCredentials(row: Row): boolean {
  return !['', '0', 'N/A', 'no_information', 'not_supported'].includes(
    row.read(additionalCredentialsColumn),
  );
}

function malformed(
  accountId: string,
  { message, cause }: DamagedReportError,
  isFile: boolean,
): CredsweepError {
  const advice = isFile
    ? 'The file is not as AWS gives it: save the report of the account anew, with no spreadsheet or editor in between, and scan again.'
    : 'Scan the account again; if it stays, compare the report with the columns in the IAM User Guide.';
  return new CredsweepError(
    'report_malformed',
    `The credential report of account ${accountId} cannot be read: ${message}. Nothing of it was used. ${advice}`,
    { cause, details: { accountId } },
  );
}

const otherSeparators = [
  { mark: ';', name: 'semicolons' },
  { mark: '\t', name: 'tabs' },
] as const;

/** Longer than the 64 characters of a new name, for IAM still takes the names of old users up to 128. */
const iamUserName = /^[\w+=,.@-]{1,128}$/;

/** Named once: a name that is put together anew for each cell takes longer to look up than all else of a report. */
const keySlots = [1, 2].map((slot) => ({
  slot,
  columns: {
    active: `access_key_${slot}_active`,
    lastRotated: `access_key_${slot}_last_rotated`,
    lastUsedDate: `access_key_${slot}_last_used_date`,
    lastUsedRegion: `access_key_${slot}_last_used_region`,
    lastUsedService: `access_key_${slot}_last_used_service`,
  },
}));

const requiredColumns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'mfa_active',
  ...keySlots.flatMap(({ columns }) => Object.values(columns)),
];
const unusedDateColumns = [
  'password_last_changed',
  'password_next_rotation',
  'cert_1_last_rotated',
  'cert_2_last_rotated',
];
const unusedBooleanColumns = ['cert_1_active', 'cert_2_active'];
const additionalCredentialsColumn = 'additional_credentials_info';
const knownColumns = [
  ...requiredColumns,
  ...unusedDateColumns,
  ...unusedBooleanColumns,
  additionalCredentialsColumn,
];
