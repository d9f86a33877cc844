/** Whether more than `days` days have passed from `since` to `asOf`; exactly `days` days is not more. */
export function isOverDays(since: Date, asOf: Date, days: number): boolean {
  return asOf.getTime() - since.getTime() > days * dayMs;
}

/** Whole days that have passed from `since` to `asOf`; 0 when `since` is later. */
export function elapsedDays(since: Date, asOf: Date): number {
  return Math.max(0, Math.floor((asOf.getTime() - since.getTime()) / dayMs));
}

/** The later of the dates that are there, or null. */
export function latest(dates: readonly (Date | null)[]): Date | null {
  return dates.reduce(
    (left, right) => (left === null || (right !== null && right > left) ? right : left),
    null,
  );
}

const dayMs = 86_400_000;
