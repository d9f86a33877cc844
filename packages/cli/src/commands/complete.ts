import type { Command } from 'commander';
import { completeLine } from '../completion/complete-line.ts';
import type { Shell } from '../completion/shell-scripts.ts';
import type { Terminal } from '../terminal.ts';

/** Answers a shell that completes a line of credsweep; gives the exit code. */
export function runCompleteCommand(
  { stdout }: Terminal,
  program: Command,
  shell: Shell,
  words: readonly string[],
): number {
  const line = shell === 'bash' ? joinAtEquals(words) : words;
  const { candidates, paths } = completeLine(program, line);
  // Fish puts a candidate in the place of the whole word, the others in that of the value.
  const [, flag = ''] = (shell === 'fish' && /^(--[\w-]+=)/.exec(line.at(-1) ?? '')) || [];
  for (const { value, description } of candidates)
    stdout.write(`${flag}${value}\t${description.replaceAll(/\s+/g, ' ')}\n`);
  stdout.write(`:${paths}\n`);
  return 0;
}

/** Bash makes three words of `--format=json`. */
function joinAtEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  words.forEach((word, index) => {
    const last = joined.at(-1);
    const isSplit = word === '=' || (words[index - 1] === '=' && last?.endsWith('=') === true);
    if (last?.startsWith('--') === true && isSplit) joined[joined.length - 1] = `${last}${word}`;
    else joined.push(word);
  });
  return joined;
}
