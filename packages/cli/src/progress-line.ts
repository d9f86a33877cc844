import type { ScanProgress } from '@credsweep/postgres';
import { clearLine, cursorTo } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** A line on stderr that tells how far a scan is, where a person looks at it; otherwise nothing. */
export type ProgressLine = {
  show(progress: ScanProgress): void;
  clear(): void;
};

/** Opens the line; the scan's start gives the time that has passed. */
export function openProgressLine({ stderr }: Terminal, startedAt: Date): ProgressLine {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  const clear = (): void => {
    cursorTo(stderr, 0);
    clearLine(stderr, 0);
  };
  return {
    show: (progress) => {
      clear();
      stderr.write(
        renderProgress(progress, Math.max(0, Date.now() - startedAt.getTime())).slice(
          0,
          (stderr.columns ?? 80) - 1,
        ),
      );
    },
    clear,
  };
}

/** One line: a bar, accounts done of accounts listed, failures, seconds. */
function renderProgress(progress: ScanProgress, elapsedMs: number): string {
  const { state, accounts, scanned, failed, skipped } = progress;
  const done = scanned + failed + skipped;
  const filled = accounts === 0 ? 0 : Math.floor((done / accounts) * barWidth);
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
  const listed = `${accounts}${state === 'listing' ? '+' : ''}`;
  const failures = failed > 0 ? ` · ${failed} failed` : '';
  return `${stateWords[state]} ${bar} ${done} of ${listed} accounts${failures} · ${Math.round(elapsedMs / 1000)} s`;
}

const stateWords = {
  listing: 'Listing ',
  scanning: 'Scanning',
  closing: 'Summing up',
  completed: 'Done    ',
  interrupted: 'Stopped ',
  cancelled: 'Cancelled',
  failed: 'Failed  ',
} satisfies Record<ScanProgress['state'], string>;

const barWidth = 24;
