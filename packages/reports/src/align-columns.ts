import stringWidth from 'string-width';

/** Puts cells under each other by the width that a terminal gives them, each line indented by two. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join('  '),
    )
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}
