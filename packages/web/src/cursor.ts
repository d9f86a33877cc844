import { CredsweepError } from '@credsweep/core';
import type * as z from 'zod';

/** Writes where a page has ended, for the address of the next one. */
function writeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * Reads where the page before has ended; null: from the beginning.
 *
 * @throws CredsweepError `request_invalid` for one that was not written here
 */
export function readCursor<Schema extends z.ZodType>(
  cursor: string | undefined,
  schema: Schema,
): z.infer<Schema> | null {
  if (cursor === undefined || cursor === '') return null;
  const read = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (read.success) return read.data;
  throw new CredsweepError(
    'request_invalid',
    'The cursor was not given by the page before. Begin again without one.',
  );
}

/** Gives a page and the cursor of the next one; one row more than the page has was asked for. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  toCursor: (last: Row) => readonly (string | number | null)[],
): { readonly items: readonly Row[]; readonly nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last !== undefined ? writeCursor(toCursor(last)) : null,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
