import { isOver, measurePace, type ScanState, type ScanStatus } from '@credsweep/core';
import { formatDuration } from './format.ts';
import { toPrintable } from './printable.ts';
import { createTerminalStyle, drawBar } from './terminal-style.ts';

/** Renders how far a scan is as some lines for a person: bar, rate, time left, failures by code. */
export function renderScanStatus(status: ScanStatus, options: { readonly color: boolean }): string {
  const style = createTerminalStyle(options.color);
  const { state, failed, failuresByCode } = status;
  const paint = isOver(state) ? (state === 'completed' ? style.good : style.bad) : style.warning;
  const share = shareDone(status);
  const lines = [
    `${style.strong(`Scan ${status.scanId}`)} of ${status.organizationId ?? 'an organization not known yet'}: ` +
      `${paint(stateWords[state])}, policy ${toPrintable(status.policyName)}`,
    ...(status.notice === null ? [] : [style.warning(toPrintable(status.notice))]),
    `${style.good(drawBar(share, barWidth).replaceAll(' ', '░'))} ${formatPercent(share)}  ${describeCounts(status)}`,
    style.faint(describePace(status)),
  ];
  if (failed > 0) {
    lines.push(style.strong('Failures by code'));
    for (const { code, accounts } of failuresByCode)
      lines.push(`  ${String(accounts).padStart(6)}  ${style.bad(code)}`);
  }
  if (status.errorCode !== null)
    lines.push(style.bad(toPrintable(`${status.errorMessage ?? ''} [${status.errorCode}]`)));
  return `${lines.join('\n')}\n`;
}

/** The same in one line, for a log. */
export function renderScanStatusLine(status: ScanStatus): string {
  const failures = status.failuresByCode.map(({ code, accounts }) => `${accounts} ${code}`);
  const reasons = failures.length === 0 ? '' : ` (${failures.join(', ')})`;
  return `Scan ${status.scanId} ${status.state}: ${describeCounts(status)}${reasons}, ${describePace(status)}\n`;
}

function describeCounts(status: ScanStatus): string {
  const { state, accounts, scanned, failed, skipped, running } = status;
  const total = `${accounts}${state === 'listing' ? '+' : ''}`;
  return [
    `${scanned + failed + skipped} of ${total} accounts`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
    ...(isOver(state) ? [] : [`${running} running`]),
  ].join(', ');
}

function describePace(status: ScanStatus): string {
  const { accountsPerMinute, secondsLeft } = measurePace(status);
  const time = formatDuration(status.elapsedSeconds * 1000);
  return [
    isOver(status.state) ? `took ${time}` : `for ${time}`,
    ...(accountsPerMinute === null ? [] : [`${accountsPerMinute} accounts/min`]),
    ...(secondsLeft === null ? [] : [`about ${formatDuration(secondsLeft * 1000)} left`]),
  ].join(', ');
}

function shareDone({ state, accounts, waiting }: ScanStatus): number {
  if (accounts === 0) return state === 'completed' ? 1 : 0;
  return (accounts - waiting) / accounts;
}

/** Rounded down: 100 % means all. */
function formatPercent(share: number): string {
  return `${String(Math.floor(share * 100)).padStart(3)} %`;
}

const stateWords = {
  listing: 'listing accounts',
  scanning: 'scanning',
  closing: 'summing up',
  completed: 'completed',
  interrupted: 'interrupted',
  cancelled: 'cancelled',
  failed: 'failed',
} satisfies Record<ScanState, string>;

const barWidth = 32;
