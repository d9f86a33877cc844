import { styleText } from 'node:util';

/** Styles for a terminal; each gives its text back unchanged where colours are not wanted. */
export type TerminalStyle = {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly good: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly bad: (text: string) => string;
};

/** How something is laid out on a terminal: its styles, and the cells of a line. */
export type Layout = { readonly style: TerminalStyle; readonly width: number };

/** Gives the styles, plain ones where `color` is false. */
export function createTerminalStyle(color: boolean): TerminalStyle {
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    color ? styleText(format, text, { validateStream: false }) : text;
  return {
    strong: paint('bold'),
    faint: paint('dim'),
    good: paint('green'),
    warning: paint('yellow'),
    bad: paint('red'),
  };
}

/** A bar of `width` cells, filled in eighths; a share above zero always shows. */
export function drawBar(share: number, width: number): string {
  const eighths = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * width * 8));
  const part = partialBlocks[eighths % 8] ?? '';
  return ('█'.repeat(Math.floor(eighths / 8)) + part).padEnd(width);
}

const partialBlocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
