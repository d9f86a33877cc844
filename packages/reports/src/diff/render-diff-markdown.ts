import { escapeCell } from '../markdown-text.ts';
import { layOutDiff, type DiffSection } from './lay-out-diff.ts';
import type { ScanDiff } from './read-scan-diff.ts';

/** Renders what changed between two scans as GitHub-flavoured Markdown, for a ticket or a pull request. */
export function renderDiffMarkdown(diff: ScanDiff): string {
  const { title, subtitle, warnings, sections, remark } = layOutDiff(diff);
  return [
    `## ${escapeCell(title)}`,
    escapeCell(subtitle),
    ...warnings.map((warning) => `> ⚠️ ${escapeCell(warning)}`),
    ...sections.map(renderSection),
    ...(remark === null ? [] : [escapeCell(remark)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderSection({ title, columns, rows, more }: DiffSection): string {
  const toLine = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  const rest = more > 0 ? [`\n… and ${more} more: \`--format csv\` has all`] : [];
  return [
    `### ${escapeCell(title)}\n`,
    toLine(columns),
    `| ${columns.map(() => '---').join(' | ')} |`,
    ...rows.map(toLine),
    ...rest,
  ].join('\n');
}
