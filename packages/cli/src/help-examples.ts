import type { Command } from 'commander';

/** Ends the help of a command with examples, each with a remark beside it where it needs one. */
export function showExamples(
  command: Command,
  examples: readonly (string | readonly [line: string, remark: string])[],
): Command {
  const pairs = examples.map((example) => (typeof example === 'string' ? [example, ''] : example));
  const width = Math.max(...pairs.map(([line = '', remark]) => (remark === '' ? 0 : line.length)));
  const lines = pairs.map(([line = '', remark]) =>
    remark === '' ? `  ${line}` : `  ${line.padEnd(width)}  ${remark}`,
  );
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
