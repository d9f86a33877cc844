import { validationError } from '../wire/service-error.ts';
import { xmlText } from '../wire/xml.ts';

/** One page of a list, and the XML that says whether there is more. */
export type Page<T> = { readonly items: readonly T[]; readonly pagingXml: string };

/**
 * Cuts the page a list call asks for out of items in a lasting order.
 * The marker names the last item given, so that items added or removed meanwhile do no harm.
 */
export function pageItems<T>(
  sortedItems: readonly T[],
  parameters: URLSearchParams,
  sortKey: (item: T) => string,
): Page<T> {
  const maxItems = readMaxItems(parameters);
  const after = readMarker(parameters);
  const remaining =
    after === undefined ? sortedItems : sortedItems.filter((item) => sortKey(item) > after);
  const items = remaining.slice(0, maxItems);
  const last = items.at(-1);
  const truncated = last !== undefined && remaining.length > items.length;
  const pagingXml =
    xmlText('IsTruncated', truncated) +
    (truncated ? xmlText('Marker', Buffer.from(sortKey(last)).toString('base64')) : '');
  return { items, pagingXml };
}

function readMaxItems(parameters: URLSearchParams): number {
  const text = parameters.get('MaxItems') ?? '100';
  const maxItems = Number(text);
  if (Number.isInteger(maxItems) && maxItems >= 1 && maxItems <= 1_000) return maxItems;
  throw validationError(
    `1 validation error detected: Value '${text}' at 'maxItems' failed to satisfy constraint: ` +
      'Member must have value between 1 and 1000',
  );
}

function readMarker(parameters: URLSearchParams): string | undefined {
  const marker = parameters.get('Marker');
  if (marker === null) return undefined;
  const key = Buffer.from(marker, 'base64').toString('utf8');
  if (marker !== '' && Buffer.from(key).toString('base64') === marker) return key;
  throw validationError('Invalid Marker.');
}
