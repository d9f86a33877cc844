import { reportViewNames } from '@credsweep/core';
import type pg from 'pg';

/**
 * Describes the public views of a migrated database as Markdown, from the comments in its catalogue.
 *
 * @throws Error naming every view and column without a comment
 */
export async function describeViews(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<DescribedColumn>(columnQuery, [reportViewNames]);
  const silent = rows.flatMap(({ view, column, about, meaning }) => [
    ...(about === null ? [view] : []),
    ...(meaning === null ? [`${view}.${column}`] : []),
  ]);
  if (silent.length > 0)
    throw new Error(
      `Without a comment: ${[...new Set(silent)].join(', ')}. A migration gives one: comment on column … is '…'`,
    );
  const sections = reportViewNames.map((view) =>
    describeView(
      view,
      rows.filter((row) => row.view === view),
    ),
  );
  return `${heading}\n${sections.join('\n\n')}\n`;
}

type DescribedColumn = {
  readonly view: string;
  readonly about: string | null;
  readonly column: string;
  readonly type: string;
  readonly meaning: string | null;
};

function describeView(view: string, columns: readonly DescribedColumn[]): string {
  const rows = columns.map(({ column, type, meaning }) => [
    `\`${column}\``,
    toShortType(type),
    toCell(meaning ?? ''),
  ]);
  const [nameWidth, typeWidth, meaningWidth] = [0, 1, 2].map((cell) =>
    Math.max(...[header, ...rows].map((row) => row[cell]?.length ?? 0)),
  );
  const toLine = ([name = '', type = '', meaning = '']: readonly string[]): string =>
    `| ${name.padEnd(nameWidth ?? 0)} | ${type.padEnd(typeWidth ?? 0)} | ${meaning.padEnd(meaningWidth ?? 0)} |`;
  const rule = toLine([nameWidth, typeWidth, meaningWidth].map((width) => '-'.repeat(width ?? 0)));
  return [
    `## \`${view}\``,
    '',
    toCell(columns[0]?.about ?? ''),
    '',
    toLine(header),
    rule,
    ...rows.map(toLine),
  ].join('\n');
}

/** Names as people write them; what is left is short already. */
function toShortType(type: string): string {
  return type.replace('timestamp with time zone', 'timestamptz');
}

/** Names of columns and codes stand out. */
function toCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/<\w+>|\b\w*_\w+\b/g, (name) => `\`${name}\``);
}

const header = ['column', 'type', 'what it means'];

const columnQuery = `
  select
    relname as view,
    obj_description(pg_class.oid, 'pg_class') as about,
    attname as column,
    format_type(atttypid, atttypmod) as type,
    col_description(pg_class.oid, attnum) as meaning
  from pg_class
  join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
  where relnamespace = 'credsweep'::regnamespace and relkind = 'v' and relname = any ($1)
  order by relname, attnum`;

const heading = `# The views

<!-- Written by "npm run db:dump" from the comments in the migrations. -->

These views of the schema \`credsweep\` are the interface for dashboards and scripts. Everything else in the database
(tables, partitions, functions, the views \`reported_account\` and \`finding_state\`, the queue) is the program's own and
changes without notice; names and columns of these views change only with a note. [queries.md](queries.md) has examples.

**Who may read.** \`credsweep db grant-reader NAME\` makes a role that reads these views and nothing else. It can neither
write nor see tables, policies or settings. A new version may bring new views: run it again then.

**Last good data.** The views of users, keys and accounts show, for every account that is in its organization, what the
newest scan that could read it has found, from the moment on at which the account was read. An account that could not be
read keeps its older rows: \`data_as_of\` says of when they are, \`scan_coverage\` why there are no newer ones. An account
that was never read has no rows; \`unread_account_count\` of \`organization_unit_summary\` counts these. Ages in days count
to \`data_as_of\`, and verdicts are those of the policy that this scan had.

**As of an earlier scan.** The setting \`credsweep.scan_id\` shows the same views as they were when that scan had ended:

\`\`\`sql
begin;
set local credsweep.scan_id = 12;
select * from credsweep.aws_staleuser_summary;
commit;
\`\`\`

With \`set\` instead of \`set local\` it holds for the whole session; \`reset credsweep.scan_id\` shows the present again. Names
and places of accounts, and names, reasons, severities and owners of findings are those of now, whichever scan is chosen.
\`scan_coverage\` and \`organization_trend\` have the rows of all scans, whatever the setting says: look for \`scan_id\` in them.
Users and keys of scans that \`credsweep db prune\` has dropped are gone: \`aws_staleuser_details\`, \`aws_accesskey_details\`
and \`aws_accesskey_highrisk\` lack them as of such a scan; the other views stay as they were.

**Types.** Times are \`timestamptz\`; counts are \`integer\`. Null means that it is not known or does not apply, as the column
says; a count is never null. Several organizations in one database stand in the same views; \`organization_path\` and
\`organization_id\` tell them apart.
`;
