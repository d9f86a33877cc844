import type { Severity, StaleReason } from '@credsweep/core';
import { nameAgeColors } from './charts/age-ramp.ts';

/** The variable with the colour of a stale reason. */
export function reasonColor(reason: string): string {
  return Object.hasOwn(reasonColors, reason)
    ? (reasonColors[reason as StaleReason] ?? otherColor)
    : otherColor;
}

/** The variable with the colour of a severity. */
export function severityColor(severity: Severity): string {
  return severityColors[severity];
}

/** The variables with the colours of age bands, and their definitions for the page's style. */
export function ageBandColors(bands: readonly string[]): {
  readonly colors: readonly string[];
  readonly style: string;
} {
  const values = nameAgeColors(bands.filter((band) => band !== 'unknown').length);
  return {
    colors: bands.map((band, index) => (band === 'unknown' ? otherColor : `var(--age-${index})`)),
    style: `:root{${values.map((value, index) => `--age-${index}:${value}`).join(';')}}`,
  };
}

const severityColors = {
  critical: 'var(--critical)',
  high: 'var(--high)',
  medium: 'var(--medium)',
  low: 'var(--low)',
} satisfies Record<Severity, string>;
const otherColor = 'var(--part-3)';
const reasonColors: Partial<Record<StaleReason, string>> = {
  last_login_over_threshold: 'var(--part-1)',
  never_logged_in: 'var(--part-2)',
  no_password: 'var(--part-3)',
  last_activity_over_threshold: 'var(--part-1)',
  never_active: 'var(--part-2)',
};
