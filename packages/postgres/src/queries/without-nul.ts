import type { Tags } from '@credsweep/core';

/** PostgreSQL stores no NUL characters; what came from elsewhere may have some. */
export function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '');
}

/** The same for keys and values of tags. */
export function withoutNulTags(tags: Tags): Tags {
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [withoutNul(key), withoutNul(value)]),
  );
}
