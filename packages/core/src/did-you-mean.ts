import leven from 'leven';

/**
 * A question such as ` (Did you mean cis?)`, to end a message with; empty where no name is like the one that was typed.
 * Capitals, hyphens and underscores make no difference, and a part that only one name has is enough.
 */
export function didYouMean(typed: string, names: readonly string[]): string {
  const name = findNearest(typed, names) ?? findByPart(typed, names);
  return name === null ? '' : ` (Did you mean ${name}?)`;
}

function findNearest(typed: string, names: readonly string[]): string | null {
  const wanted = simplify(typed);
  if (wanted.length > longestName) return null;
  // Two neighbours that changed places are two changes.
  const furthest = wanted.length <= 3 ? 1 : Math.max(2, Math.floor(wanted.length / 3));
  const measured = names.map((name) => ({ name, distance: leven(wanted, simplify(name)) }));
  // People mostly get the first letter right.
  const isAlike = ({ name }: { name: string }): number => Number(name[0] === typed[0]);
  const [nearest] = measured.toSorted(
    (one, other) => one.distance - other.distance || isAlike(other) - isAlike(one),
  );
  return nearest !== undefined && nearest.distance <= furthest ? nearest.name : null;
}

function findByPart(typed: string, names: readonly string[]): string | null {
  const part = simplify(typed);
  const [only, ...others] = names.filter((name) => simplify(name).includes(part));
  return part.length >= 3 && only !== undefined && others.length === 0 ? only : null;
}

function simplify(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, '');
}

/** Longer texts are no slip of a finger. */
const longestName = 60;
