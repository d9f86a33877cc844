import { CsvError, parse } from 'csv-parse/sync';
import { rootUserName } from '../credential-report.ts';
import { CredsweepError } from '../credsweep-error.ts';
import type { OwnerRule } from './owner-map.ts';

/**
 * Reads an owner map: CSV with a header of `account_id`, `user_name` and `owner` in any order; other columns are passed
 * over. Account and user may be patterns with `*` and `?`; an empty user name stands for the whole account.
 *
 * @param fileName stands in the messages
 * @throws CredsweepError `owner_map_invalid`; its message lists every problem with its line
 */
export function parseOwnerMap(csv: string, fileName: string): readonly OwnerRule[] {
  const [header, ...lines] = readLines(csv, fileName);
  const columns = readHeader(header, fileName);
  if (lines.length > maxRules)
    throw invalid(fileName, [`it has ${lines.length} lines, and ${maxRules} are the most`]);
  const problems: string[] = [];
  const rules: OwnerRule[] = [];
  const lineOf = new Map<string, { readonly line: number; readonly owner: string }>();
  for (const { cells, line } of lines) {
    const read = (column: number): string => (cells[column] ?? '').trim();
    const [account, user, owner] = [read(columns.account), read(columns.user), read(columns.owner)];
    const found = findProblems(account, user, owner);
    problems.push(...found.map((problem) => `line ${line}: ${problem}`));
    if (found.length > 0) continue;
    const pair = `${account} ${user}`;
    const earlier = lineOf.get(pair);
    if (earlier === undefined) {
      lineOf.set(pair, { line, owner });
      rules.push({ account, user: user === '' ? null : user, owner });
    } else if (earlier.owner !== owner) {
      problems.push(
        `line ${line}: line ${earlier.line} names another owner for the same account_id and user_name, and the first one counts`,
      );
    }
  }
  if (problems.length > 0) throw invalid(fileName, problems);
  return rules;
}

type Line = { readonly cells: readonly string[]; readonly line: number };

function readLines(csv: string, fileName: string): readonly Line[] {
  try {
    const lines: Line[] = [];
    parse(csv, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      on_record: (cells: string[], info) => {
        lines.push({ cells, line: info.lines });
        return null;
      },
    });
    return lines;
  } catch (error) {
    if (error instanceof CsvError) throw invalid(fileName, [error.message], error);
    throw error;
  }
}

function readHeader(
  header: Line | undefined,
  fileName: string,
): { readonly account: number; readonly user: number; readonly owner: number } {
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  const problems = ['account_id', 'user_name', 'owner'].flatMap((name) => {
    const count = names.filter((found) => found === name).length;
    if (count === 1) return [];
    return [`line 1: the header ${count === 0 ? 'lacks' : 'repeats'} the column ${name}`];
  });
  if (problems.length > 0) throw invalid(fileName, problems);
  return {
    account: names.indexOf('account_id'),
    user: names.indexOf('user_name'),
    owner: names.indexOf('owner'),
  };
}

function findProblems(account: string, user: string, owner: string): readonly string[] {
  const problems: string[] = [];
  if (account === '') problems.push('account_id is empty; "*" stands for every account');
  else if (!/^([\d?]{12}|[\d?]*\*[\d?*]*)$/.test(account))
    problems.push(
      `account_id ${JSON.stringify(account)} is neither an AWS account id (12 digits; spreadsheets drop leading zeros) nor a pattern of one with "*" and "?"`,
    );
  if (user !== '' && user !== rootUserName && !/^[\w+=,.@*?-]{1,64}$/.test(user))
    problems.push(
      `user_name ${JSON.stringify(user)} is neither the name of an IAM user (up to 64 letters, digits and _+=,.@-) nor a pattern of one with "*" and "?"`,
    );
  if (owner === '') problems.push('owner is empty');
  else if (owner.length > maxOwnerCharacters)
    problems.push(`owner is longer than ${maxOwnerCharacters} characters`);
  else if (/\p{Cc}/u.test(owner)) problems.push('owner has a line break or a control character');
  return problems;
}

function invalid(fileName: string, problems: readonly string[], cause?: unknown): CredsweepError {
  const shown = problems.slice(0, maxProblemsShown).map((problem) => `  ${problem}`);
  const more = problems.length - shown.length;
  return new CredsweepError(
    'owner_map_invalid',
    `The owner map ${fileName} cannot be used:\n${shown.join('\n')}\n` +
      (more > 0 ? `  and ${more} more\n` : '') +
      'It is CSV with the header account_id,user_name,owner. Mend these lines; nothing was scanned.',
    { cause, details: { problems: problems.length } },
  );
}

const maxRules = 200_000;
const maxOwnerCharacters = 256;
/** As many as anybody mends at a time. */
const maxProblemsShown = 200;
