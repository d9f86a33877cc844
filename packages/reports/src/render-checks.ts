import type { Check, CheckSubject, CheckVerdict } from '@credsweep/core';
import wrapAnsi from 'wrap-ansi';
import { toPrintable } from './printable.ts';
import { createTerminalStyle, type TerminalStyle } from './terminal-style.ts';

/** Renders checks for a terminal: by subject, each with its verdict, what was found and what to do. */
export function renderChecks(
  checks: readonly Check[],
  options: { readonly color: boolean; readonly width: number },
): string {
  const style = createTerminalStyle(options.color);
  const width = Math.min(Math.max(options.width, 60), 120);
  const sections = [...Map.groupBy(checks, ({ subject }) => subject)].map(([subject, group]) =>
    [
      style.strong(subjectTitles[subject]),
      ...group.map((check) => renderCheck(check, style, width)),
    ].join('\n'),
  );
  return `${[...sections, renderCounts(checks, style)].join('\n\n')}\n`;
}

function renderCheck(check: Check, style: TerminalStyle, width: number): string {
  const { verdict, name, found, advice, code } = check;
  const paint = paints[verdict](style);
  const lines = wrap(`${found}${code === null ? '' : ` [${code}]`}`, width - indentation.length);
  const advised = advice === null ? [] : wrap(`→ ${advice}`, width - indentation.length);
  return [
    `  ${paint(verdictWords[verdict].padEnd(9))}${name.padEnd(14)}${lines[0] ?? ''}`,
    ...lines.slice(1).map((line) => `${indentation}${line}`),
    ...advised.map((line) => `${indentation}${style.faint(line)}`),
  ].join('\n');
}

function renderCounts(checks: readonly Check[], style: TerminalStyle): string {
  const counts = (['ok', 'warning', 'failed'] as const).map((verdict) => {
    const count = checks.filter((check) => check.verdict === verdict).length;
    const text = `${count} ${verdict}`;
    return count === 0 ? style.faint(text) : paints[verdict](style)(text);
  });
  return counts.join(' · ');
}

function wrap(text: string, width: number): readonly string[] {
  return text.split('\n').flatMap((line) => wrapAnsi(toPrintable(line), width).split('\n'));
}

const indentation = ' '.repeat(25);

const subjectTitles = {
  settings: 'Settings',
  database: 'PostgreSQL',
  queue: 'Queue',
  aws: 'AWS',
  alerts: 'Alerts',
} satisfies Record<CheckSubject, string>;

/** The one that must be seen is written large. */
const verdictWords = {
  ok: 'ok',
  warning: 'warning',
  failed: 'FAILED',
} satisfies Record<CheckVerdict, string>;

const paints = {
  ok: ({ good }) => good,
  warning: ({ warning }) => warning,
  failed: ({ bad }) => bad,
} satisfies Record<CheckVerdict, (style: TerminalStyle) => (text: string) => string>;
