import { formatCount } from './format.ts';

/** A difference with its sign, such as `+3`, `−1,200` or `±0`. */
export function formatChange(change: number): string {
  return change === 0 ? '±0' : `${change > 0 ? '+' : '−'}${formatCount(Math.abs(change))}`;
}
