/** Draws numbers that depend on the seed and the order of the draws only. */
export interface SeededRandom {
  /** At least 0 and below 1. */
  next(): number;
  /** A whole number, both bounds included. */
  integer(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Starts a sequence of numbers; equal seeds give equal sequences (algorithm: mulberry32). */
export function createSeededRandom(...seeds: readonly (number | string)[]): SeededRandom {
  let state = hashSeeds(seeds);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)] ?? items[0],
  };
}

/** One number from 0 up to 1 for a set of seeds, independent of any other draw. */
export function drawOnce(...seeds: readonly (number | string)[]): number {
  return createSeededRandom(...seeds).next();
}

function hashSeeds(seeds: readonly (number | string)[]): number {
  const text = seeds.join('\u0000');
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}
