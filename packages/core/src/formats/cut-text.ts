/**
 * Shortens a text to a number of UTF-8 bytes, at the end of a character and with `…` to show it. A field that counts
 * characters instead has room for it too.
 */
export function cutText(text: string, maxBytes: number): string {
  // A UTF-16 unit is three bytes at most.
  if (text.length * 3 <= maxBytes) return text;
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += countBytes(character);
    if (bytes > maxBytes) return `${kept}…`;
    if (bytes <= maxBytes - ellipsisBytes) kept += character;
  }
  return text;
}

function countBytes(character: string): number {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

const ellipsisBytes = 3;
