import { isOverDays } from './elapsed.ts';

/** Age bands by their upper bounds in days, such as `0-90`, `91-180`, `181-365`, `over 365`, youngest first. */
export function nameAgeBands(boundsDays: readonly number[]): readonly string[] {
  const upTo = boundsDays.map(
    (bound, index) => `${index === 0 ? 0 : (boundsDays[index - 1] ?? 0) + 1}-${bound}`,
  );
  return [...upTo, `over ${boundsDays.at(-1) ?? 0}`];
}

/**
 * Names the age band of a key, compared strictly as the rules are: a key is in `over 365` exactly when it was last
 * rotated over 365 days ago.
 *
 * @returns `unknown` for an inactive key of which AWS gives no date
 */
export function findAgeBand(
  lastRotatedAt: Date | null,
  asOf: Date,
  boundsDays: readonly number[],
): string {
  if (lastRotatedAt === null) return unknownAgeBand;
  const passed = boundsDays.filter((bound) => isOverDays(lastRotatedAt, asOf, bound)).length;
  return nameAgeBands(boundsDays)[passed] ?? unknownAgeBand;
}

/** The band of a key without a date of rotation. */
export const unknownAgeBand = 'unknown';
