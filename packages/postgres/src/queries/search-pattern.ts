/** A pattern of `like` for texts that begin with the given one. */
export function toPrefixPattern(text: string): string {
  return `${escapeLike(text)}%`;
}

/** A pattern of `like` for texts that contain the given one. */
export function toContainingPattern(text: string): string {
  return `%${escapeLike(text)}%`;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
