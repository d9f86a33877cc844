import { CredsweepError } from '@credsweep/core';

/**
 * Checks what a person typed to exempt a finding.
 *
 * @throws CredsweepError `request_invalid`
 */
export function checkExemption(fields: Readonly<Record<string, string>>): {
  readonly until: string;
  readonly reason: string;
} {
  const until = fields['until']?.trim() ?? '';
  const reason = fields['reason']?.trim() ?? '';
  const date = new Date(`${until}T00:00:00Z`);
  const problems = [
    /^\d{4}-\d{2}-\d{2}$/.test(until) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(until)
      ? ''
      : 'Name the last day of the exemption as YYYY-MM-DD.',
    reason === '' ? 'Say why the key may stay as it is.' : '',
    reason.length > maxReason ? `Say it in at most ${maxReason} characters.` : '',
  ].filter((problem) => problem !== '');
  if (problems.length === 0) return { until, reason };
  throw new CredsweepError('request_invalid', problems.join(' '));
}

const maxReason = 500;
