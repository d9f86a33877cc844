/** Tags of a user or of an account, by key. */
export type Tags = Readonly<Record<string, string>>;

/**
 * The value of a tag, or null where there is none of that key.
 *
 * IAM takes `Owner` and `owner` for the same key and keeps whichever was written, so that the case of a key is only
 * looked at where Organizations, which tells them apart, has both. Source: IAM User Guide, "Tagging IAM resources".
 */
export function findTag(tags: Tags, key: string): string | null {
  if (Object.hasOwn(tags, key)) return tags[key] ?? null;
  const wanted = key.toLowerCase();
  const match = Object.entries(tags).find(([name]) => name.toLowerCase() === wanted);
  return match?.[1] ?? null;
}
