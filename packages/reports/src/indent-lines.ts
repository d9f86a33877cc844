/** Moves each line of a text to the right by so many cells. */
export function indentLines(text: string, cells: number): string {
  return text.replaceAll(/^/gm, ' '.repeat(cells));
}
