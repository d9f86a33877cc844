/**
 * Makes a text safe to print: control characters and those that change the direction of writing are replaced, for
 * names come from other people's accounts and nothing in them may steer the terminal.
 */
export function toPrintable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}
