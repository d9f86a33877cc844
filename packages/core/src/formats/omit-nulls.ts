/** Leaves out the attributes that are null, for formats in which an attribute is absent or has a value. */
export function omitNulls<T extends Readonly<Record<string, unknown>>>(
  record: T,
): { readonly [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== undefined),
  ) as { readonly [K in keyof T]?: NonNullable<T[K]> };
}
