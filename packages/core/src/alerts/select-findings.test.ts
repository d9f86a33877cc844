import { expect, test } from 'vitest';
import { makeKeyFinding } from '../testing/make-findings.ts';
import type { AlertRoute } from './alert-settings.ts';
import { matchesRoute, selectFindings } from './select-findings.ts';

const finding = makeKeyFinding({
  severity: 'medium',
  accountId: '111122223333',
  organizationPath: 'o-a1/r-b2/ou-b2-core1234/ou-b2-team1234/111122223333/',
  owner: 'team-a@corp.example',
  tags: { team: 'payments' },
});

test.each<[string, Omit<AlertRoute, 'channels'>, boolean]>([
  ['no condition', {}, true],
  ['its own severity', { minSeverity: 'medium' }, true],
  ['a lower severity', { minSeverity: 'low' }, true],
  ['a graver severity', { minSeverity: 'high' }, false],
  ['its account', { accounts: ['111122223333'] }, true],
  ['a pattern of its account', { accounts: ['9*', '1111*'] }, true],
  ['another account', { accounts: ['2*'] }, false],
  ['the unit of its account', { ous: ['ou-b2-team1234'] }, true],
  ['a unit further up', { ous: ['ou-b2-core1234'] }, true],
  ['the root', { ous: ['r-b2'] }, true],
  ['the beginning of the name of a unit', { ous: ['ou-b2-team'] }, false],
  ['its owner', { owners: ['team-a*'] }, true],
  ['another owner', { owners: ['team-b*'] }, false],
  ['its tag', { tags: { team: 'pay*' } }, true],
  ['a tag that it does not have', { tags: { stage: '*' } }, false],
  ['one tag of two', { tags: { team: 'payments', stage: 'prod' } }, false],
  ['a name that every object has', { tags: { constructor: '*' } }, false],
  ['one condition of two', { accounts: ['1111*'], minSeverity: 'critical' }, false],
])('a route that asks for %s', (_name, conditions, expected) => {
  expect(matchesRoute(finding, { channels: ['mail'], ...conditions })).toBe(expected);
});

test('a finding without owner and path meets no condition on them', () => {
  const bare = makeKeyFinding({ owner: null, organizationPath: null });
  expect(matchesRoute(bare, { channels: ['mail'], owners: ['*'] })).toBe(false);
  expect(matchesRoute(bare, { channels: ['mail'], ous: ['r-b2'] })).toBe(false);
});

test('a channel gets what any of its routes takes, once; one that no route names gets all', () => {
  const findings = [
    makeKeyFinding({ findingId: 1, accountId: '100000000001' }),
    makeKeyFinding({ findingId: 2, accountId: '200000000002', severity: 'critical' }),
    makeKeyFinding({ findingId: 3, accountId: '300000000003' }),
  ];
  const routes: readonly AlertRoute[] = [
    { channels: ['owner', 'chat'], accounts: ['1*'] },
    { channels: ['owner'], minSeverity: 'critical' },
    { channels: ['owner'], accounts: ['2*'] },
  ];
  const select = (channel: string): readonly (number | null)[] =>
    selectFindings(channel, findings, routes).map(({ findingId }) => findingId);
  expect(select('owner')).toEqual([1, 2]);
  expect(select('chat')).toEqual([1]);
  expect(select('siem')).toEqual([1, 2, 3]);
});
