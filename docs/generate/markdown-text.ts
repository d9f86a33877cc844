/** Escapes plain text for a paragraph or the cell of a table. */
export function toMarkdownText(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll(/[*|]/g, String.raw`\$&`);
}

/** A description, whose words in backticks stay code. */
export function toMarkdownCell(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`') ? part.replaceAll('|', String.raw`\|`) : toMarkdownText(part),
    )
    .join('');
}

/** A table; the formatter aligns its columns. */
export function toMarkdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const toLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [toLine(header), toLine(header.map(() => '---')), ...rows.map(toLine)].join('\n');
}
