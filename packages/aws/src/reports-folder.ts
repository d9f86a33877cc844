import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CredsweepError,
  isAccountId,
  type Account,
  type AccountDirectory,
  type AccountSession,
  type CredentialSource,
} from '@credsweep/core';
import { readReportFile } from './read-report-file.ts';

/** A folder of credential reports in place of AWS: its accounts, and their reports. */
export type ReportsFolder = {
  readonly directory: AccountDirectory;
  readonly source: CredentialSource;
};

/**
 * Opens a folder of credential reports, one file `ACCOUNT_ID.csv` per account, for a scan without AWS.
 *
 * Other files are left alone; the notice of the organization names them. A report counts as generated when its file was last changed.
 * Throws `reports_folder_invalid` when there is no such folder or no report in it.
 */
export async function createReportsFolder(directory: string): Promise<ReportsFolder> {
  const { accountIds, others } = await listReportAccounts(directory);
  return {
    directory: {
      describeOrganization: async () => ({
        organizationId: 'reports',
        kind: 'reports_folder',
        managementAccountId: null,
        notice: describeFolder(directory, accountIds, others),
      }),
      listAccounts: async function* (signal) {
        signal.throwIfAborted();
        yield accountIds.map(describeAccount);
      },
      listAccountTags: (accountId) =>
        refuseLiveCall('organizations', 'ListTagsForResource', accountId),
      takeApiCalls: () => ({}),
    },
    source: { openAccount: (accountId) => openReportSession(directory, accountId) },
  };
}

async function listReportAccounts(
  directory: string,
): Promise<{ readonly accountIds: readonly string[]; readonly others: readonly string[] }> {
  const names = (await readFolder(directory)).toSorted();
  const accountIds = names
    .filter((name) => reportName.test(name))
    .map((name) => name.slice(0, accountIdLength));
  if (accountIds.length > 0)
    return { accountIds, others: names.filter((name) => !reportName.test(name)) };
  throw invalidFolder(
    directory,
    names.length === 0
      ? 'it is empty'
      : `it has no file named ACCOUNT_ID.csv (twelve digits), only: ${listNames(names)}`,
  );
}

/** Files that are not read look to a person as if they were, unless they are named. */
function describeFolder(
  directory: string,
  accountIds: readonly string[],
  others: readonly string[],
): string {
  const read =
    accountIds.length === 1
      ? `the credential report in ${directory} is read as it is`
      : `the ${accountIds.length} credential reports in ${directory} are read as they are`;
  const notice = `AWS is not asked: ${read}.`;
  if (others.length === 0) return notice;
  const subject = others.length === 1 ? '1 file is' : `${others.length} files are`;
  return `${notice} ${subject} left alone in ${directory}: ${listNames(others)}. Only files named ACCOUNT_ID.csv are read, with the twelve digits of the account, such as 123456789012.csv.`;
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, maxNamesShown).map(quoteName).join(', ');
  const more = names.length - maxNamesShown;
  return more > 0 ? `${shown}, and ${more} more` : shown;
}

/** Names with blanks or what a terminal may take for an order are quoted. */
function quoteName(name: string): string {
  return /^[\w.@+-]+\/?$/.test(name) ? name : JSON.stringify(name);
}

async function readFolder(directory: string): Promise<readonly string[]> {
  try {
    if (!(await stat(directory)).isDirectory())
      throw invalidFolder(directory, 'it is not a folder');
    const entries = await readdir(directory, { withFileTypes: true });
    // Systems and editors leave hidden files everywhere.
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
  } catch (error) {
    if (error instanceof CredsweepError) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw invalidFolder(
      directory,
      isMissing ? 'it does not exist' : `it cannot be read (${String(error)})`,
      error,
    );
  }
}

function invalidFolder(directory: string, problem: string, cause?: unknown): CredsweepError {
  return new CredsweepError(
    'reports_folder_invalid',
    `The folder of credential reports ${directory} cannot be used: ${problem}. Save the report of each account as ACCOUNT_ID.csv, for example: ${howToGetReports}`,
    { cause, details: { directory } },
  );
}

function describeAccount(accountId: string): Account {
  return {
    accountId,
    accountName: accountId,
    email: null,
    state: 'ACTIVE',
    organizationPath: null,
    joinedAt: null,
  };
}

/** The session of a file is not live: it can tell what was reported, and nothing of this moment. */
function openReportSession(directory: string, accountId: string): AccountSession {
  const path = join(directory, `${requireAccountId(accountId)}.csv`);
  return {
    accountId,
    live: false,
    fetchCredentialReport: async (signal) => ({
      state: 'ready',
      ...(await readReportFile(path, accountId, signal)),
    }),
    listAccessKeys: () => refuseLiveCall('iam', 'ListAccessKeys', accountId),
    getAccessKeyLastUsed: () => refuseLiveCall('iam', 'GetAccessKeyLastUsed', accountId),
    listUserTags: () => refuseLiveCall('iam', 'ListUserTags', accountId),
    takeApiCalls: () => ({}),
  };
}

/** The id becomes part of a path. */
function requireAccountId(accountId: string): string {
  if (isAccountId(accountId)) return accountId;
  throw new CredsweepError(
    'internal_error',
    `"${accountId}" is not an account id (twelve digits). This is a fault of credsweep; please report it.`,
  );
}

async function refuseLiveCall(
  service: 'iam' | 'organizations',
  action: string,
  accountId: string,
): Promise<never> {
  throw new CredsweepError(
    'internal_error',
    `${service}:${action} was asked of account ${accountId}, of which there is only a file. This is a fault of credsweep; please report it.`,
    { details: { service, action, accountId } },
  );
}

const reportName = /^\d{12}\.csv$/;
const accountIdLength = 12;
const maxNamesShown = 5;

const howToGetReports =
  'aws iam generate-credential-report && aws iam get-credential-report --query Content --output text | base64 --decode > "$(aws sts get-caller-identity --query Account --output text).csv"';
