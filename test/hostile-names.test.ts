import { createReportReader } from '@credsweep/postgres';
import { renderRows, type RowFormat } from '@credsweep/reports';
import {
  addAccessKey,
  addAccount,
  addUser,
  createOrganization,
  removeRole,
  setAccountState,
  type SimulatedOrganization,
} from '@credsweep/simulator';
import { openStage, type ScanStage } from '@credsweep/testkit';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { joinPieces } from './oracle/join-pieces.ts';
import { readCsv } from './oracle/read-csv.ts';
import { readRowTexts, sortRowTexts, toCellText, withoutApostrophes } from './oracle/row-texts.ts';

const accountNames = [
  `"quoted", 'twice', and ""doubled""`,
  `"><img src=x onerror=alert(1)>`,
  `</script><script>alert(1)</script><!--`,
  '&lt;b&gt; R&D &#64;all',
  'comma, semicolon; and | pipe \\| escaped \\',
  '=1+2@corp',
  "=cmd|'/c calc'!A1",
  '+1',
  '-1',
  '@SUM(1)',
  'harmless;=1+2',
  'tab\tthen\t=1+2',
  '\t=1+2',
  'line\nbreak',
  'line\r\n| forged | row |',
  '\r=1+2',
  '\n=1+2',
  '\u001b[31mred\u001b]0;title\u0007',
  '\u009b2Jcleared\u0085',
  '\u202egnp.exe\u2066 isolated',
  'Zürich – 東京 🚀 👩‍💻 שלום',
  '`tick` ``ticks`` ```',
  '`',
  '  spaces  ',
  '[click](https://evil.example) ![x](https://evil.example/x.png)',
  'https://evil.example www.evil.example mailto:a@evil.example a@evil.example',
  '@octocat closes #1, GH-1, octo/cat#2 and :tada:',
  '# heading **bold** _under_ ~~gone~~ $math$ <details>',
  '${name} {{name}} %s $(id) \\u0041',
  'x'.repeat(250),
] as const;

/** All that IAM allows: letters, digits and `_+=,.@-`, 64 of them. */
const userNames = ['=1+2@corp', '+plus', '-minus', '@at', 'a,b', '=,@+-.', 'u'.repeat(64)] as const;

const views = [
  'aws_staleuser_details',
  'aws_staleuser_summary',
  'aws_accesskey_details',
  'aws_accesskey_highrisk',
  'aws_accesskey_summary',
  'root_credentials',
  'scan_coverage',
  'organization_trend',
  'organization_unit_summary',
  'owner_summary',
] as const;

describe('names that attack a report', { timeout: 120_000 }, () => {
  let stage: ScanStage;

  beforeAll(async () => {
    stage = await openStage({ organization: buildHostileWorld() });
    const run = await stage.run(['scan', '--out', 'report']);
    if (run.exitCode !== 3) throw new Error(run.stderr);
  }, 120_000);
  afterAll(() => stage?.close());

  test('reach the database as they are', async () => {
    const { rows } = await stage.database.pool.query('select account_name from credsweep.account');
    const names = rows.map((row) => row.account_name);
    expect(names).toEqual(expect.arrayContaining([...accountNames]));
    expect(await readUserNames(stage)).toEqual(expect.arrayContaining([...userNames]));
  });

  test.each(views)('are read back from the CSV of %s, and none is a formula', async (view) => {
    const text = await readFile(join(stage.folder, 'report', `${view}.csv`), 'utf8');
    const [header = [], ...records] = readCsv(text);
    // Whatever separator a spreadsheet goes by: each line and each part of it is a cell.
    const cells = records.flat().flatMap((cell) => cell.split(/[;\t\r\n]/));
    expect(cells.filter((cell) => /^[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([]);
    const shown = records.map((record) => record.map(withoutApostrophes));
    expect(sortRowTexts(shown)).toEqual(
      sortRowTexts(await readRowTexts(stage.database.pool, view, header)),
    );
  });

  test.each(views)('are the same in the JSON and the NDJSON of %s', async (view) => {
    const reader = createReportReader(stage.database.pool);
    const render = async (format: RowFormat): Promise<string> =>
      joinPieces(renderRows(await reader.readView(view, null), format));
    const records = JSON.parse(await render('json')) as Readonly<Record<string, unknown>>[];
    const lines = (await render('ndjson')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(records);
    const columns = Object.keys(records[0] ?? {});
    const shown = records.map((record) => columns.map((column) => toCellText(record[column])));
    expect(sortRowTexts(shown)).toEqual(
      sortRowTexts(await readRowTexts(stage.database.pool, view, columns)),
    );
  });

  test.each([
    'report',
    'report --table aws_accesskey_highrisk',
    'report --table scan_coverage',
    'report --format markdown',
    'report --format html',
    'status 1',
    'status',
  ])('steer no terminal and turn no writing: credsweep %s', async (command) => {
    const { exitCode, stdout, stderr } = await stage.run(command.split(' '));
    expect(exitCode, stderr).toBe(0);
    expect(stdout.match(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu)).toBeNull();
  });

  test('are code in the Markdown, each in its cell, and nothing else', async () => {
    const { stdout } = await stage.run(['report', '--format', 'markdown']);
    const [text = '', ...messages] = stdout.split('```text\n');
    expect(messages).toHaveLength(1);
    // What is fenced ends where the program ends it: every line in it begins with the id of an account.
    const [fenced = '', rest = ''] = (messages[0] ?? '').split('\n```\n');
    expect(fenced.split('\n').filter((line) => !/^\d{12} /.test(line))).toEqual([]);

    const named: string[] = [];
    const plain: string[] = [];
    for (const line of `${text}\n${rest}`.split('\n')) {
      const { code, words } = readLine(line);
      plain.push(words);
      named.push(...code);
    }
    // Six tables at most, and each row has as many cells as its head.
    for (const table of plain.join('\n').split(/\n(?!\|)/)) {
      const rows = table.split('\n').filter((line) => line.startsWith('|'));
      expect(new Set(rows.map((row) => row.split('|').length)).size).toBeLessThanOrEqual(1);
    }
    const words = plain
      .join('\n')
      .replaceAll(/^<details><summary>Full messages<\/summary>$|^<\/details>$|&#\d+;/gm, '');
    expect(words).not.toMatch(/[<[\]`@$~\\]|:\/\/|www\.|\*\*|evil|octocat/i);
    const shownNames = accountNames.map(toShown);
    const known = new Set(named);
    // 20 accounts are listed; the others are counted.
    expect(shownNames.filter((name) => known.has(name)).length).toBeGreaterThanOrEqual(20);
    expect(stdout).toMatch(/and \d+ more/);
  });
});

/** Each name is that of an account with every user name, one of them with a key that is high-risk. */
function buildHostileWorld(): SimulatedOrganization {
  const organization = createOrganization();
  const createdAt = new Date('2020-01-01T00:00:00Z');
  for (const [index, name] of accountNames.entries()) {
    const id = String(200_000_000_000 + index);
    addAccount(organization, { id, name });
    const path = `/<"${index}">/'|;\`/`;
    for (const user of userNames) addUser(organization, id, { name: user, createdAt, path });
    addAccessKey(organization, id, userNames[index % userNames.length] ?? '', { createdAt });
    if (index % 10 === 3) removeRole(organization, id, 'OrganizationAccountAccessRole');
    if (index % 10 === 6) setAccountState(organization, id, 'SUSPENDED');
  }
  return organization;
}

async function readUserNames(stage: ScanStage): Promise<readonly string[]> {
  const { rows } = await stage.database.pool.query(
    'select distinct user_name from credsweep.aws_staleuser_details',
  );
  return rows.map((row) => row.user_name);
}

/** Takes the code out of a line of Markdown: a run of ticks ends at the next run of as many. */
function readLine(line: string): { readonly code: readonly string[]; readonly words: string } {
  const code: string[] = [];
  const words = line.replaceAll(
    /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)(&#124;)?/g,
    (_, _ticks: string, content: string, pipe?: string) => {
      const inner = /^ .*[^ ].* $/.test(content) ? content.slice(1, -1) : content;
      const last = code.length - 1;
      const piece = `${inner}${pipe === undefined ? '' : '|'}`;
      if (code[last]?.endsWith('|') === true) code[last] += piece;
      else code.push(piece);
      return pipe === undefined ? 'CODE' : '';
    },
  );
  return { code, words };
}

/** A name as people see it: no control characters, nothing that turns the writing. */
function toShown(name: string): string {
  return name.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}
