import { clearLine, cursorTo } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** A line on stderr that counts, where a person looks at it; otherwise nothing. */
export type ProgressCount = {
  readonly show: (done: number, total: number) => void;
  readonly clear: () => void;
};

/** Opens the line; `what` follows the numbers, such as `accounts tried`. */
export function openProgressCount({ stderr }: Terminal, what: string): ProgressCount {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const clear = (): void => {
    cursorTo(stderr, 0);
    clearLine(stderr, 0);
  };
  return {
    show: (done, total) => {
      clear();
      stderr.write(`${done} of ${total} ${what}`);
    },
    clear,
  };
}
