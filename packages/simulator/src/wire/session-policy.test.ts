import { describe, expect, it } from 'vitest';
import { judgeBySessionPolicy, parseSessionPolicy, type PolicyVerdict } from './session-policy.ts';

const user = 'arn:aws:iam::200000000002:user/staff/maria';

describe('a session policy', () => {
  it.each([
    ['allows what it names', { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' }, 'allowed'],
    ['allows by wildcard', { Effect: 'Allow', Action: ['iam:Get*'], Resource: '*' }, 'allowed'],
    [
      'allows by one-character wildcard',
      { Effect: 'Allow', Action: 'iam:Get????', Resource: '*' },
      'allowed',
    ],
    ['does not mind case', { Effect: 'Allow', Action: 'IAM:getuser', Resource: '*' }, 'allowed'],
    [
      'does not allow what it leaves out',
      { Effect: 'Allow', Action: 'iam:List*', Resource: '*' },
      'not-allowed',
    ],
    [
      'takes a dot for a dot',
      { Effect: 'Allow', Action: 'iam:Get.ser', Resource: '*' },
      'not-allowed',
    ],
    [
      'allows all but NotAction',
      { Effect: 'Allow', NotAction: 'iam:Delete*', Resource: '*' },
      'allowed',
    ],
    [
      'lets a denial win',
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' },
      ],
      'denied',
    ],
    [
      'is limited to its resources',
      { Effect: 'Allow', Action: '*', Resource: 'arn:aws:iam::*:user/staff/*' },
      'allowed',
    ],
    [
      'does not reach other resources',
      { Effect: 'Allow', Action: '*', Resource: ['arn:aws:iam::*:role/*'] },
      'not-allowed',
    ],
  ] satisfies [string, unknown, PolicyVerdict][])('%s', (_what, Statement, verdict) => {
    const policy = parseSessionPolicy(JSON.stringify({ Version: '2012-10-17', Statement }));
    expect(judgeBySessionPolicy(policy, 'iam:GetUser', () => user)).toBe(verdict);
  });

  it.each([
    ['an unknown version', { Version: '2026-01-01', Statement: [] }],
    ['no statement', { Version: '2012-10-17', Statement: [] }],
    ['no effect', { Statement: { Action: '*', Resource: '*' } }],
    ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
    ['no resource', { Statement: { Effect: 'Allow', Action: '*' } }],
    [
      'an action without a service',
      { Statement: { Effect: 'Allow', Action: 'Get*', Resource: '*' } },
    ],
    ['a principal', { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principal: '*' } }],
    ['a condition', { Statement: { Effect: 'Allow', Action: '*', Resource: '*', Condition: {} } }],
  ])('with %s is refused', (_what, document) => {
    expect(() => parseSessionPolicy(JSON.stringify(document))).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400 }),
    );
  });
});
