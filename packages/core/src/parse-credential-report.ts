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
import {
  additionalCredentialsColumn,
  keySlots,
  unusedBooleanColumns,
  unusedDateColumns,
} from './report-columns.ts';
import { DamagedReportError, readReportRows, type ReportRow } from './report-rows.ts';

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

function readReport(csv: string, accountId: string, acceptsNoRows: boolean): CredentialReport {
  const rows = readReportRows(csv);
  if (rows.length === 0 && !acceptsNoRows)
    throw new DamagedReportError('it has no rows, not even that of the root user');
  const users: ReportedUser[] = [];
  const seenUsers = new Set<string>();
  let root: ReportedRoot | null = null;
  for (const row of rows) {
    const { line } = row;
    const { user, userArn } = readIdentity(row, accountId);
    if (seenUsers.has(user))
      throw new DamagedReportError(`line ${line}: ${userArn} stands there twice`);
    seenUsers.add(user);
    if (user === rootUserName) root = readRow(row, readRoot);
    else users.push(readRow(row, readUser));
  }
  return { accountId, root, users };
}

type ReadCell = <Value>(column: string, read: (cell: string) => Value) => Value;

function readIdentity(row: ReportRow, accountId: string): { user: string; userArn: string } {
  const { line } = row;
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

function readRow<Result>(row: ReportRow, read: (row: ReportRow, cell: ReadCell) => Result): Result {
  return read(row, (column, readCell) => {
    try {
      return readCell(row.read(column));
    } catch (error) {
      if (error instanceof UnreadableCellError)
        throw new DamagedReportError(`line ${row.line}, column ${column}: ${error.message}`, {
          cause: error,
        });
      throw error;
    }
  });
}

function readUser(row: ReportRow, cell: ReadCell): ReportedUser {
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

function readRoot(row: ReportRow, cell: ReadCell): ReportedRoot {
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
function checkUnusedColumns(row: ReportRow, cell: ReadCell): void {
  for (const column of unusedDateColumns) if (row.has(column)) cell(column, readDateCell);
  for (const column of unusedBooleanColumns) if (row.has(column)) cell(column, readBooleanCell);
}

/** The wording of this column is not documented; any statement in it but "none" means that IAM itself must be asked. */
function hasAdditionalCredentials(row: ReportRow): boolean {
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

/** Longer than the 64 characters of a new name, for IAM still takes the names of old users up to 128. */
const iamUserName = /^[\w+=,.@-]{1,128}$/;
