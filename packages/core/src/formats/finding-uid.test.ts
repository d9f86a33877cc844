import { expect, test } from 'vitest';
import { makeKeyFinding, makeStaleUser } from '../testing/make-findings.ts';
import { nameKeyFinding, nameStaleUserFinding } from './finding-uid.ts';

test.each([
  ['its id, where it is known', {}, 'credsweep/123456789012/access-key/AKIAEXAMPLE000000001'],
  [
    'its user and creation time otherwise',
    { accessKeyId: null },
    'credsweep/123456789012/access-key/deploy/2024-01-10T08:00:00.000Z',
  ],
  [
    'its creation time, where it is one of root',
    { accessKeyId: null, isRoot: true, userName: '<root_account>' },
    'credsweep/123456789012/root-access-key/2024-01-10T08:00:00.000Z',
  ],
  [
    'what is known, where nothing else is',
    { accessKeyId: null, lastRotatedAt: null },
    'credsweep/123456789012/access-key/deploy/undated',
  ],
])('a key goes by %s', (_by, differences, uid) => {
  expect(nameKeyFinding(makeKeyFinding(differences))).toBe(uid);
});

test('what changes from scan to scan does not change the name of a finding', () => {
  const later = makeKeyFinding({
    findingId: 8,
    severity: 'low',
    ageDays: 753,
    status: 'Inactive',
    accountName: 'renamed',
    dataAsOf: new Date('2026-02-02T03:00:00Z'),
    isNew: true,
  });
  expect(nameKeyFinding(later)).toBe(nameKeyFinding(makeKeyFinding()));
});

test('a user who was deleted and created again is another one', () => {
  const again = makeStaleUser({ userCreatedAt: new Date('2025-01-01T00:00:00Z') });
  expect(nameStaleUserFinding(again)).not.toBe(nameStaleUserFinding(makeStaleUser()));
});

test('of several keys that nothing known tells apart each has a name of its own', () => {
  const twin = makeKeyFinding({ accessKeyId: null });
  expect([1, 2].map((ordinal) => nameKeyFinding(twin, ordinal))).toEqual([
    'credsweep/123456789012/access-key/deploy/2024-01-10T08:00:00.000Z',
    'credsweep/123456789012/access-key/deploy/2024-01-10T08:00:00.000Z/2',
  ]);
});
