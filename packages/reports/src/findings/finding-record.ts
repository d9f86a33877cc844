/** A row of a view by the names of its columns; a database that was not migrated lately lacks the newest ones. */
export type FindingRecord = Readonly<Record<string, unknown>>;

/** A time; null where there is none. */
export function readTime(row: FindingRecord, column: string): Date | null {
  const value = row[column];
  return value instanceof Date ? value : null;
}

/** A text; null where there is none, or no such column. */
export function readOptionalText(row: FindingRecord, column: string): string | null {
  const value = row[column];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The tags of the user, which are JSON text; none where they were not read. */
export function readTags(row: FindingRecord): Readonly<Record<string, string>> {
  const json = readOptionalText(row, 'tags');
  return json === null ? {} : JSON.parse(json);
}
