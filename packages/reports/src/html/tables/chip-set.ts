import type { Chip } from './report-table.ts';

/** Finds chips by the value that they stand for; a value that is not known gets a chip of its own name. */
export type ChipSet = {
  readonly chips: readonly Chip[];
  readonly find: (value: string) => number;
};

/** Makes the chips of a column. */
export function makeChips(entries: readonly (readonly [value: string, chip: Chip])[]): ChipSet {
  const chips = entries.map(([, chip]) => chip);
  const positions = new Map(entries.map(([value], index) => [value, index]));
  return {
    chips,
    find: (value) => {
      const known = positions.get(value);
      if (known !== undefined) return known;
      positions.set(value, chips.length);
      return chips.push({ label: value, color: null }) - 1;
    },
  };
}
