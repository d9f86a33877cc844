import { toPrintable } from './printable.ts';

/**
 * Writes a name as code, in a cell of a table or elsewhere: as nothing else is it safe from becoming a mention, a link,
 * an address or a tag, for some readers of Markdown look for these once more in the text that escapes have left.
 */
export function toCode(name: string): string {
  // A pipe ends a cell even in code, and a backslash before it is shown.
  return toPrintable(name)
    .split('|')
    .map((part) => (part === '' ? '' : wrapInTicks(part)))
    .join('&#124;');
}

/** Keeps a sentence from ending its cell, from being read as Markdown or HTML, and from getting links. */
export function escapeCell(sentence: string): string {
  return toPrintable(sentence)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~$&]/g, (sign) => `&#${sign.codePointAt(0)};`)
    .replaceAll('@', '&#64;&#8203;')
    .replaceAll('://', '&#58;//')
    .replaceAll(
      /\b(www|mailto|xmpp)([.:])/gi,
      (_, start: string, sign: string) => `${start}&#${sign.codePointAt(0)};`,
    );
}

/** The fence is longer than any run of ticks within; spaces keep ticks and spaces at the ends. */
function wrapInTicks(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const space = /^[ `]|[ `]$/.test(text) && text.trim() !== '' ? ' ' : '';
  return `${fence}${space}${text}${space}${fence}`;
}
