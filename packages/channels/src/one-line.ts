/**
 * Makes a text fit to stand in a message: one line, well-formed, and at most `maxLength` UTF-16 units long.
 *
 * Names come from other people's accounts: control characters, line breaks and characters that change the direction
 * of writing or cannot be seen are replaced.
 */
export function toOneLine(text: string, maxLength: number): string {
  return shorten(text.toWellFormed().replaceAll(invisible, '\ufffd'), maxLength);
}

/** Cuts a text to at most `maxLength` UTF-16 units, never inside a character; a text that was cut ends with `…`. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
