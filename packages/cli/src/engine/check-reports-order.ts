import { CredsweepError, type AccountDirectory } from '@credsweep/core';
import { findForeignAccounts, findLatestAsOf } from '@credsweep/postgres';
import type pg from 'pg';

/**
 * Refuses a scan of credential reports that would set back what a database knows: one of accounts that AWS was asked
 * for, and one of an earlier time than a scan that is there. The newest scan counts as the state of its accounts, so
 * findings would be resolved before they were found, and names and organizational units lost.
 *
 * @param asOf null: this moment
 * @throws CredsweepError `reports_not_mixable` or `as_of_outdated`
 */
export async function checkReportsOrder(
  pool: pg.Pool,
  directory: AccountDirectory,
  asOf: Date | null,
): Promise<void> {
  const { organizationId } = await directory.describeOrganization();
  const foreign = await findForeignAccounts(pool, organizationId, await listAccountIds(directory));
  if (foreign.length > 0) {
    const ids = foreign.slice(0, maxShown).map(({ accountId }) => accountId);
    const more = foreign.length - ids.length;
    const organizations = [...new Set(foreign.map((account) => account.organizationId))];
    throw new CredsweepError(
      'reports_not_mixable',
      `This database has scans of AWS (${organizations.join(', ')}), with accounts that there are credential reports of: ` +
        `${ids.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ` +
        `A scan of the reports would replace what AWS said of them, and move their findings. ${ownDatabase}`,
      { details: { accounts: foreign.length } },
    );
  }
  const latest = asOf === null ? null : await findLatestAsOf(pool, organizationId);
  if (asOf !== null && latest !== null && asOf < latest.asOf) {
    throw new CredsweepError(
      'as_of_outdated',
      `--as-of ${asOf.toISOString()} is before scan ${latest.scanId} of credential reports, which is as of ${latest.asOf.toISOString()}. ` +
        'The newest scan counts as the present, so this one would set users, keys and findings back. ' +
        `Scan in the order of time. ${ownDatabase} "credsweep report --scan ${latest.scanId}" shows what that scan found.`,
      { details: { scanId: latest.scanId } },
    );
  }
}

async function listAccountIds(directory: AccountDirectory): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of directory.listAccounts(new AbortController().signal))
    ids.push(...page.map(({ accountId }) => accountId));
  return ids;
}

const ownDatabase =
  'Use a database of its own: set CREDSWEEP_HOME=.credsweep-reports and leave DATABASE_URL unset, or name another database.';
const maxShown = 5;
