/** Gives the text as PostgreSQL can store it: well-formed Unicode without NUL, of a bounded length. */
export function cleanText(text: string, maxLength: number = maxStoredLength): string {
  return text.replaceAll('\0', '').slice(0, maxLength).toWellFormed();
}

/** Long enough for any message of ours, short enough for a table that is read by people. */
const maxStoredLength = 4000;
