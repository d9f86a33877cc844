import { createCheckWriter } from '@credsweep/core';
import { describe, expect, it } from 'vitest';
import { renderChecks } from './render-checks.ts';

const database = createCheckWriter('database');
const aws = createCheckWriter('aws');
const advice = 'Create the role. '.repeat(12).trim();
const checks = [
  database.ok('reachable', 'It answers.'),
  database.warn('clock', 'It is 9 s ahead.', 'Set it.'),
  aws.fail('access', '1 account cannot be read: 200000000002 (\u001b[31mred).', {
    code: 'role_missing_or_denied',
    advice,
  }),
];

describe('checks on a terminal', () => {
  const text = renderChecks(checks, { color: false, width: 80 });

  it('stand below their subjects, with what was found and what to do', () => {
    expect(text.split('\n').slice(0, 6)).toEqual([
      'PostgreSQL',
      '  ok       reachable     It answers.',
      '  warning  clock         It is 9 s ahead.',
      '                         → Set it.',
      '',
      'AWS',
    ]);
    expect(text).toContain('[role_missing_or_denied]');
    expect(text).toMatch(/\n\n1 ok · 1 warning · 1 failed\n$/);
  });

  it('keep the lines of what was found', () => {
    const check = database.fail('settings', 'Two places:\n  a:1:1 no\n  b:2:2 no', {
      code: 'config_invalid',
      advice: 'Mend them.',
    });
    expect(renderChecks([check], { color: false, width: 80 }).split('\n').slice(1, 5)).toEqual([
      '  FAILED   settings      Two places:',
      '                         a:1:1 no',
      '                         b:2:2 no [config_invalid]',
      '                         → Mend them.',
    ]);
  });

  it('are no wider than the terminal, and lose no word of what to do', () => {
    expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(text.replaceAll(/\s+/g, ' ')).toContain(`→ ${advice}`);
  });

  it('cannot steer the terminal by the name of an account', () => {
    expect(text).not.toContain('\u001b');
    expect(renderChecks(checks, { color: true, width: 80 })).toContain('\u001b[31mFAILED');
  });
});
