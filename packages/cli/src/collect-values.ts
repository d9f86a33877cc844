/** Collects the values of a flag that may be given again and again. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}
