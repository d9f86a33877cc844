import { CredsweepError } from '@credsweep/core';
import { endExemption, exemptFinding, listFindings } from '@credsweep/postgres';
import { userInfo } from 'node:os';
import type { OpenDatabase } from '../engine/open-database.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `credsweep alerts exempt`. */
export type ExemptFlags = {
  readonly until: string;
  readonly reason: string;
  readonly by?: string;
};

/** Exempts a finding until a date; gives the exit code. */
export async function runAlertsExemptCommand(
  terminal: Terminal,
  finding: string,
  { until, reason, by }: ExemptFlags,
): Promise<number> {
  checkExemption(until, reason);
  const actor = nameActor(terminal, by);
  const database = await openExistingDatabase(terminal);
  try {
    const findingId = await findFindingId(database, finding);
    await exemptFinding(database.pool, { findingId, until, reason, actor });
    terminal.stdout.write(
      `Finding ${findingId} is exempted until the end of ${until} (UTC) by ${actor}. ` +
        'Reports count it as exempted from the next scan of its account on. The first scan after that day tells of it as news.\n',
    );
    return 0;
  } finally {
    await database.close();
  }
}

/** Ends the exemption of a finding; gives the exit code. */
export async function runAlertsUnexemptCommand(
  terminal: Terminal,
  finding: string,
  { by }: Pick<ExemptFlags, 'by'>,
): Promise<number> {
  const actor = nameActor(terminal, by);
  const database = await openExistingDatabase(terminal);
  try {
    const findingId = await findFindingId(database, finding);
    await endExemption(database.pool, { findingId, actor });
    terminal.stdout.write(
      `The exemption of finding ${findingId} has ended: it is open again. If the next scan still flags the key, it tells of it as news.\n`,
    );
    return 0;
  } finally {
    await database.close();
  }
}

/** A finding is named by its number, or by the id of its key. */
async function findFindingId({ pool }: OpenDatabase, finding: string): Promise<number> {
  if (/^[1-9]\d{0,14}$/.test(finding)) return Number(finding);
  const found = await listFindings(pool, { accessKeyId: finding, limit: 1 });
  if (found[0] !== undefined) return found[0].findingId;
  throw new CredsweepError(
    'finding_not_found',
    `There is no finding of an access key ${JSON.stringify(finding)}. Name the number of a finding or the id of its key; ` +
      '"credsweep report --table aws_accesskey_highrisk" has both.',
  );
}

function checkExemption(until: string, reason: string): void {
  const date = new Date(`${until}T00:00:00Z`);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(until) && !Number.isNaN(date.getTime());
  const problems = [
    isDate && date.toISOString().startsWith(until)
      ? ''
      : `--until ${JSON.stringify(until)} is not a date, such as 2027-03-31`,
    reason.trim() === '' ? '--reason is empty' : '',
    reason.length > 500 ? '--reason is longer than 500 characters' : '',
  ].filter((problem) => problem !== '');
  if (problems.length > 0)
    throw new CredsweepError(
      'usage_invalid',
      `The exemption cannot be used:\n  ${problems.join('\n  ')}`,
    );
}

function nameActor({ environment }: Terminal, by: string | undefined): string {
  const actor = (by ?? environment['USER'] ?? readUserName()).trim();
  if (actor !== '') return actor;
  throw new CredsweepError('usage_invalid', 'Say who exempts the key: --by NAME.');
}

/** A container may run as a user without a name. */
function readUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
