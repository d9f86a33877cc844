import { describe, expect, test } from 'vitest';
import { fixAccessKey, quoteForShell, type KeyToFix } from './fix-access-key.ts';
import { policyPresets } from './policy-presets.ts';

describe('fixAccessKey', () => {
  test.each<[string, Partial<KeyToFix>, ReturnType<typeof fixAccessKey>]>([
    [
      'a key in use is rotated, in two steps that never run together',
      {},
      {
        kind: 'rotate',
        command: 'aws iam create-access-key --user-name ann',
        followUp:
          'aws iam update-access-key --user-name ann --access-key-id AKIAEXAMPLE --status Inactive',
      },
    ],
    [
      'a key out of use is deactivated',
      { daysSinceUsed: 61 },
      {
        kind: 'deactivate',
        command:
          'aws iam update-access-key --user-name ann --access-key-id AKIAEXAMPLE --status Inactive',
        followUp: null,
      },
    ],
    [
      'a key never used is deactivated',
      { daysSinceUsed: null },
      {
        kind: 'deactivate',
        command:
          'aws iam update-access-key --user-name ann --access-key-id AKIAEXAMPLE --status Inactive',
        followUp: null,
      },
    ],
    [
      'an inactive key is deleted',
      { status: 'Inactive' },
      {
        kind: 'delete',
        command: 'aws iam delete-access-key --user-name ann --access-key-id AKIAEXAMPLE',
        followUp: null,
      },
    ],
    [
      'a key without an id is looked up first',
      { accessKeyId: null },
      { kind: 'identify', command: 'aws iam list-access-keys --user-name ann', followUp: null },
    ],
    [
      'a root key has no command',
      { isRoot: true },
      { kind: 'root', command: null, followUp: null },
    ],
    [
      'a name that looks like an option is tied to its own',
      { userName: '-x', accessKeyId: null },
      { kind: 'identify', command: "aws iam list-access-keys --user-name='-x'", followUp: null },
    ],
  ])('%s', (_, differences, fix) => {
    expect(fixAccessKey({ ...keyInUse, ...differences }, policyPresets.default)).toEqual(fix);
  });
});

describe('quoteForShell', () => {
  test.each([
    ['ann.lee@corp', 'ann.lee@corp'],
    ['=1+2@corp', "'=1+2@corp'"],
    ["o'neil", String.raw`'o'\''neil'`],
    ['$(id)', "'$(id)'"],
    ['a;b', "'a;b'"],
  ])('writes %s as %s', (word, quoted) => {
    expect(quoteForShell(word)).toBe(quoted);
  });
});

const keyInUse: KeyToFix = {
  userName: 'ann',
  isRoot: false,
  accessKeyId: 'AKIAEXAMPLE',
  status: 'Active',
  daysSinceUsed: 1,
};
