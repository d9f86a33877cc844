/** A migration as this program has it, or as a database says that it was applied. */
export type MigrationMark = {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
};

/** How the schema of a database stands to this program. */
export type MigrationState =
  /** There is no schema of credsweep yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'current'; readonly version: number }
  | { readonly kind: 'older'; readonly version: number; readonly pending: readonly string[] }
  | { readonly kind: 'newer'; readonly version: number; readonly knownVersion: number }
  /** A migration that was applied is not the one that this program has under its number. */
  | { readonly kind: 'changed'; readonly name: string };

/** Tells how a schema stands to this program; `applied` is null where there is no schema. */
export function compareMigrations(
  applied: readonly MigrationMark[] | null,
  known: readonly MigrationMark[],
): MigrationState {
  if (applied === null || applied.length === 0) return { kind: 'none' };
  const version = Math.max(...applied.map(({ number }) => number));
  const knownVersion = Math.max(0, ...known.map(({ number }) => number));
  if (version > knownVersion) return { kind: 'newer', version, knownVersion };
  const checksums = new Map(known.map(({ number, checksum }) => [number, checksum]));
  const changed = applied.find(({ number, checksum }) => checksums.get(number) !== checksum);
  if (changed !== undefined) return { kind: 'changed', name: changed.name };
  const done = new Set(applied.map(({ number }) => number));
  const pending = known.filter(({ number }) => !done.has(number)).map(({ name }) => name);
  return pending.length === 0 ? { kind: 'current', version } : { kind: 'older', version, pending };
}
