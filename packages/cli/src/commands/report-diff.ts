import { createPostgresLedger, createReportReader } from '@credsweep/postgres';
import {
  explainOrder,
  listChanges,
  readScanDiff,
  renderDiff,
  renderDiffJson,
  renderDiffMarkdown,
  renderRows,
  type ComparedScans,
} from '@credsweep/reports';
import { chooseComparedScans } from '../engine/choose-compared-scans.ts';
import { openExistingDatabase } from '../engine/open-existing-database.ts';
import { wantsColor, writePieces, type Terminal } from '../terminal.ts';

/** A format in which a diff can be printed. */
type DiffFormat = 'table' | 'json' | 'markdown' | 'csv' | 'ndjson';

/** Prints what changed between two scans; gives the exit code. */
export async function runReportDiffCommand(
  terminal: Terminal,
  before: string,
  after: string,
  { format }: { readonly format: DiffFormat },
): Promise<number> {
  const database = await openExistingDatabase(terminal);
  try {
    const reader = createReportReader(database.pool);
    const register = createPostgresLedger(database.pool);
    const pair = await chooseComparedScans([before, after], reader, register);
    // Rows and JSON have no place for a remark.
    if (pair.isTurned && !saysOrder.has(format)) terminal.stderr.write(`${explainOrder(pair)}\n`);
    await writePieces(terminal.stdout, renderers[format]({ reader, register, ...pair }, terminal));
    return 0;
  } finally {
    await database.close();
  }
}

type Renderer = (scans: ComparedScans, terminal: Terminal) => AsyncIterable<string>;

const renderers = {
  async *table(scans, terminal) {
    yield renderDiff(await readScanDiff(scans, listedOnTerminal), {
      color: wantsColor(terminal, terminal.stdout),
      width: terminal.stdout.columns ?? 100,
    });
  },
  async *markdown(scans) {
    yield renderDiffMarkdown(await readScanDiff(scans, listedInMarkdown));
  },
  async *json(scans) {
    yield* renderDiffJson(await readScanDiff(scans, 0), await listChanges(scans));
  },
  async *csv(scans) {
    yield* renderRows(await listChanges(scans), 'csv');
  },
  async *ndjson(scans) {
    yield* renderRows(await listChanges(scans), 'ndjson');
  },
} satisfies Record<DiffFormat, Renderer>;

const saysOrder: ReadonlySet<DiffFormat> = new Set(['table', 'markdown']);
const listedOnTerminal = 10;
const listedInMarkdown = 50;
