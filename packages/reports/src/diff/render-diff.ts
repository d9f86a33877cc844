import wrapAnsi from 'wrap-ansi';
import { alignColumns } from '../align-columns.ts';
import { toPrintable } from '../printable.ts';
import { createTerminalStyle, type TerminalStyle } from '../terminal-style.ts';
import { layOutDiff, type DiffSection } from './lay-out-diff.ts';
import type { ScanDiff } from './read-scan-diff.ts';

/** Renders what changed between two scans for a terminal. */
export function renderDiff(
  diff: ScanDiff,
  options: { readonly color: boolean; readonly width: number },
): string {
  const style = createTerminalStyle(options.color);
  const width = Math.min(Math.max(options.width, 60), 120);
  const { title, subtitle, warnings, sections, remark } = layOutDiff(diff);
  return [
    `${style.strong(toPrintable(title))}\n${style.faint(toPrintable(subtitle))}`,
    ...warnings.map((warning) => style.warning(wrapAnsi(toPrintable(warning), width))),
    ...sections.map((section) => renderSection(section, style)),
    ...(remark === null ? [] : [remark]),
  ]
    .join('\n\n')
    .concat('\n');
}

function renderSection({ title, columns, rows, more }: DiffSection, style: TerminalStyle): string {
  const lines = [
    style.strong(toPrintable(title)),
    alignColumns([
      columns.map(style.faint),
      ...rows.map((row) => row.map((cell) => paintChange(toPrintable(cell), style))),
    ]),
  ];
  if (more > 0) lines.push(`  … and ${more} more: --format csv has all`);
  return lines.join('\n');
}

/** What is added is bad news, and what is gone is good, wherever a change stands by itself. */
function paintChange(cell: string, style: TerminalStyle): string {
  if (/^\+[\d,]+$/.test(cell)) return style.bad(cell);
  return /^−[\d,]+$/.test(cell) ? style.good(cell) : cell;
}
