import { styleText } from 'node:util';

/** A line of the log as pino writes it. */
export type LogLine = {
  readonly time: string;
  readonly level: string;
  readonly msg?: string;
} & Readonly<Record<string, unknown>>;

/** Gives a line of the log as a line for a person: time, level, message, and the fields after it. */
export function formatLogLine(line: LogLine, color: boolean): string {
  const { time, level, msg, pid: _pid, hostname: _host, ...fields } = line;
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const rest = Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  const name = level.toUpperCase().padEnd(5);
  const head = `${paint('dim', clock)} ${paint(styles[level] ?? 'cyan', name)} ${msg ?? ''}`;
  return `${rest === '' ? head : `${head}  ${paint('dim', rest)}`}\n`;
}

type Style = Parameters<typeof styleText>[0];

const styles: Readonly<Record<string, Style>> = {
  fatal: 'red',
  error: 'red',
  warn: 'yellow',
  info: 'green',
};
