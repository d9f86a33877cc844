import { invalidInputError } from '../wire/service-error.ts';
import type { OrganizationsRequest } from './organizations-request.ts';

/** One page of a list; the token is absent on the last. */
export type IdPage<T> = { readonly items: readonly T[]; readonly NextToken?: string };

/**
 * Cuts the page a list call asks for, in the order of ids.
 * The token names the last id given, so that accounts that come and go meanwhile do no harm.
 * With `emptyPages`, every page with content comes after an empty one that has a token.
 */
export function pageById<T>(
  { organization, input }: OrganizationsRequest,
  ids: Iterable<string>,
  readItem: (id: string) => T | undefined,
): IdPage<T> {
  const pageSize = readMaxResults(input['MaxResults']);
  const position = readToken(input['NextToken']);
  if (organization.emptyPages && !position.emptyPageSent) {
    return { items: [], NextToken: writeToken({ ...position, emptyPageSent: true }) };
  }
  const nextIds = smallestIdsAfter(ids, position.afterId, pageSize + 1);
  const pageIds = nextIds.slice(0, pageSize);
  const items = pageIds.map(readItem).filter((item) => item !== undefined);
  const afterId = pageIds.at(-1);
  if (afterId === undefined || nextIds.length <= pageSize) return { items };
  return { items, NextToken: writeToken({ afterId, emptyPageSent: false }) };
}

type ListPosition = { readonly afterId: string; readonly emptyPageSent: boolean };

/** One pass over all ids with a short sorted list: sorting ten thousand at every page costs more. */
function smallestIdsAfter(ids: Iterable<string>, afterId: string, count: number): string[] {
  const smallest: string[] = [];
  for (const id of ids) {
    const largest = smallest.at(-1);
    if (id <= afterId) continue;
    if (smallest.length === count && largest !== undefined && id > largest) continue;
    const index = smallest.findIndex((other) => other > id);
    smallest.splice(index === -1 ? smallest.length : index, 0, id);
    if (smallest.length > count) smallest.pop();
  }
  return smallest;
}

function readMaxResults(value: unknown): number {
  if (value === undefined || value === null) return maxPageSize;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw invalidInputError('INVALID_PATTERN', 'You specified a MaxResults that is not a number.');
  }
  if (value < 1) throw invalidInputError('MIN_VALUE_EXCEEDED', 'MaxResults must be at least 1.');
  if (value > maxPageSize) {
    throw invalidInputError('MAX_VALUE_EXCEEDED', `MaxResults must be at most ${maxPageSize}.`);
  }
  return value;
}

function writeToken({ afterId, emptyPageSent }: ListPosition): string {
  return Buffer.from(`${tokenMark}:${emptyPageSent ? 1 : 0}:${afterId}`).toString('base64');
}

function readToken(token: unknown): ListPosition {
  if (token === undefined || token === null) return { afterId: '', emptyPageSent: false };
  const text = typeof token === 'string' ? Buffer.from(token, 'base64').toString('utf8') : '';
  const [mark, emptyPageSent, afterId] = text.split(':');
  if (mark !== tokenMark || afterId === undefined) {
    throw invalidInputError('INVALID_NEXT_TOKEN', 'You specified an invalid NextToken.');
  }
  return { afterId, emptyPageSent: emptyPageSent === '1' };
}

const maxPageSize = 20;
const tokenMark = 'simulated-page';
