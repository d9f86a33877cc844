import { describe, expect, it } from 'vitest';
import { createCheckWriter, judgeChecks } from './check.ts';
import { CredsweepError } from './credsweep-error.ts';

const { ok, warn, fail, failBy } = createCheckWriter('database');
const good = ok('version', 'PostgreSQL 18.4.');
const doubtful = warn('clock', 'It is 9 s off.', 'Set it.');
const bad = fail('rights', 'None.', { code: 'database_denied', advice: 'Grant some.' });

describe('judgeChecks', () => {
  it.each([
    ['nothing was checked', [], 'ok'],
    ['all is well', [good, good], 'ok'],
    ['one thing is doubtful', [good, doubtful, good], 'warning'],
    ['one thing failed, whatever else', [doubtful, bad, good], 'failed'],
  ] as const)('says what the worst check says when %s', (_when, checks, verdict) => {
    expect(judgeChecks(checks)).toBe(verdict);
  });
});

describe('a check', () => {
  it('that is well advises nothing and has no code', () => {
    expect(good).toMatchObject({ subject: 'database', advice: null, code: null });
  });

  it('that died of an error advises what the error does', () => {
    const error = new CredsweepError('database_unreachable', 'Nobody there. Start it.');
    expect(failBy('reachable', 'No answer.', error)).toEqual({
      subject: 'database',
      name: 'reachable',
      verdict: 'failed',
      found: 'No answer.',
      advice: 'Nobody there. Start it.',
      code: 'database_unreachable',
      accountIds: [],
    });
  });
});
