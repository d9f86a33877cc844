import type { ChangeCause, FactChange } from './scan-change.ts';

/** How many stale users, or high-risk keys, one cause has brought and taken. */
type CauseCount = {
  readonly cause: ChangeCause;
  readonly byPolicy: boolean;
  readonly added: number;
  readonly removed: number;
};

/** All that led from the number of one scan to that of the other: what was, plus added, less removed, is what is. */
export type Movement = {
  readonly before: number;
  readonly after: number;
  /** Those by the policy first, then the greatest. */
  readonly causes: readonly CauseCount[];
};

/** What appeared and what left, flagged or not. */
export type Turnover = { readonly appeared: number; readonly left: number };

/** Adds changes up, without keeping them. */
export type ChangeCounter = {
  readonly add: (change: FactChange) => void;
  readonly countCauses: (kind: FactChange['kind']) => readonly CauseCount[];
  readonly countTurnover: (kind: FactChange['kind']) => Turnover;
};

/** Opens a counter. */
export function countChanges(): ChangeCounter {
  const causes = new Map<
    string,
    { kind: string; count: { -readonly [K in keyof CauseCount]: CauseCount[K] } }
  >();
  const turnovers = { user: { appeared: 0, left: 0 }, access_key: { appeared: 0, left: 0 } };
  return {
    add: ({ kind, change, cause, byPolicy, wasFlagged, isFlagged }) => {
      if (change === 'appeared' || change === 'left') turnovers[kind][change] += 1;
      if (wasFlagged === isFlagged) return;
      const name = `${kind} ${cause} ${byPolicy}`;
      const entry = causes.get(name) ?? { kind, count: { cause, byPolicy, added: 0, removed: 0 } };
      causes.set(name, entry);
      if (isFlagged) entry.count.added += 1;
      else entry.count.removed += 1;
    },
    countCauses: (kind) =>
      [...causes.values()]
        .filter((entry) => entry.kind === kind)
        .map(({ count }) => count)
        .toSorted(
          (left, right) =>
            Number(right.byPolicy) - Number(left.byPolicy) ||
            right.added + right.removed - (left.added + left.removed) ||
            (left.cause < right.cause ? -1 : 1),
        ),
    countTurnover: (kind) => turnovers[kind],
  };
}
