import type { KeyFinding } from '@credsweep/core';
import { describe, expect, test } from 'vitest';
import { describeFinding, type FindingDescription } from './describe-finding.ts';
import { hostileNames, sampleFinding, sampleMessage } from './testing/sample-message.ts';

const { policy } = sampleMessage();

describe('a finding in words', () => {
  test.each<{
    readonly title: string;
    readonly facts: Partial<KeyFinding>;
    readonly words: Partial<FindingDescription>;
  }>([
    {
      title: 'names account, user, key, age and last use',
      facts: {},
      words: {
        severityLabel: 'High',
        account: 'payments-prod (123456789012)',
        user: 'deploy-bot',
        accessKey: 'AKIAIOSFODNN7EXAMPLE',
        reasons: 'Last rotated over 365 days ago',
        age: '812 days old',
        lastUse: 'last used 3 days ago, s3 in eu-west-1',
        owner: null,
      },
    },
    {
      title: 'names the commands of a rotation apart, the second for later',
      facts: {},
      words: {
        steps: [
          { text: 'Rotate', command: 'aws iam create-access-key --user-name deploy-bot' },
          {
            text: 'Then, once the new key is in use',
            command:
              'aws iam update-access-key --user-name deploy-bot --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive',
          },
        ],
      },
    },
    {
      title: 'calls the root user by that name and has no command for it',
      facts: {
        isRoot: true,
        userName: '<root_account>',
        riskReasons: ['never_used', 'root_key'],
        accessKeyId: null,
      },
      words: {
        user: 'root user',
        accessKey: 'id not known',
        reasons: 'Key of the root user; never used in over 7 days',
        steps: [
          {
            text: 'Delete as root: Sign in as the root user of this account: Security credentials, Access keys.',
            command: null,
          },
        ],
      },
    },
    {
      title: 'says that a key was never used',
      facts: { lastUsedAt: null, daysSinceUsed: null, lastUsedRegion: null, lastUsedService: null },
      words: { lastUse: 'never used' },
    },
    {
      title: 'says a use of the last day',
      facts: { daysSinceUsed: 0, lastUsedRegion: null },
      words: { lastUse: 'last used less than a day ago, s3' },
    },
    {
      title: 'counts one day',
      facts: { daysSinceUsed: 1, ageDays: 1, lastUsedRegion: null, lastUsedService: null },
      words: { lastUse: 'last used 1 day ago', age: '1 day old' },
    },
    {
      title: 'sets thousands apart',
      facts: { ageDays: 2311 },
      words: { age: '2,311 days old' },
    },
    {
      title: 'says "over" of an age whose whole days are those of the threshold',
      facts: { ageDays: 365 },
      words: { reasons: 'Last rotated over 365 days ago', age: 'over 365 days old' },
    },
    {
      title: 'says so of a key that was never used',
      facts: { ageDays: 7, riskReasons: ['never_used'], lastUsedAt: null },
      words: { reasons: 'Never used in over 7 days', age: 'over 7 days old' },
    },
    {
      title: 'says that an age or a day is not known',
      facts: { ageDays: null, daysSinceUsed: null, lastUsedRegion: null, lastUsedService: null },
      words: { age: 'age not known', lastUse: 'last used on an unknown day' },
    },
    {
      title: 'goes by the id of an account without a name',
      facts: { accountName: '' },
      words: { account: '123456789012', accountName: '123456789012' },
    },
    {
      title: 'says that a key is inactive',
      facts: { status: 'Inactive' },
      words: { accessKey: 'AKIAIOSFODNN7EXAMPLE (inactive)' },
    },
  ])('$title', ({ facts, words }) => {
    expect(describeFinding(sampleFinding(facts), policy)).toMatchObject(words);
  });

  test.each(hostileNames)('keeps every part of %j on one line that can be seen', (name) => {
    const words = describeFinding(
      sampleFinding({
        accountName: name,
        userName: name,
        accessKeyId: name,
        owner: name,
        lastUsedService: name,
      }),
      policy,
    );
    const texts = [
      words.account,
      words.user,
      words.accessKey,
      words.lastUse,
      words.owner ?? '',
      ...words.steps.map(({ command }) => command ?? ''),
    ];
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  test('cuts a name that is longer than any', () => {
    const { user } = describeFinding(sampleFinding({ userName: '😀'.repeat(200) }), policy);
    expect(user.length).toBeLessThanOrEqual(128);
    expect(user).toMatch(/^(😀)+…$/u);
  });
});
