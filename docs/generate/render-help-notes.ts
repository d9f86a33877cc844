import { toMarkdownText } from './markdown-text.ts';

/** Renders what a command's help says below its options: paragraphs, lists of words, and examples as shell blocks. */
export function renderHelpNotes(notes: string): string {
  return notes
    .split(/\n{2,}/)
    .flatMap((paragraph) => splitByIndent(paragraph))
    .map(({ isIndented, lines }) =>
      isIndented ? renderIndented(lines) : toMarkdownText(lines.join('\n')),
    )
    .join('\n\n');
}

type Piece = { readonly isIndented: boolean; readonly lines: string[] };

function splitByIndent(paragraph: string): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const line of paragraph.split('\n').filter((text) => text.trim() !== '')) {
    const isIndented = line.startsWith('  ');
    const last = pieces.at(-1);
    const text = isIndented ? line.slice(2) : line;
    if (last?.isIndented === isIndented) last.lines.push(text);
    else pieces.push({ isIndented, lines: [text] });
  }
  return pieces;
}

/** Lines of a shell, or words with their meanings. */
function renderIndented(lines: readonly string[]): string {
  if (!/^(credsweep|while) /.test(lines[0] ?? '')) {
    return lines
      .map((line) => /^(\S+) +(.*)$/.exec(line))
      .map((match) => `- \`${match?.[1]}\`: ${toMarkdownText(match?.[2] ?? '')}`)
      .join('\n');
  }
  return [
    '```sh',
    ...lines.map((line) => line.replace(/^(credsweep .*?\S) {2,}(?=\S)/, '$1 # ')),
    '```',
  ].join('\n');
}
