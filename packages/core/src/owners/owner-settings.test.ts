import { expect, it } from 'vitest';
import { policyPresets } from '../policy-presets.ts';
import { readsUserTags } from './owner-settings.ts';

const off = { userTag: null, accountTag: null, mapId: null };
const byTag = { tag: { key: 'purpose' }, reason: 'agreed', expires: '2026-12-31' };
const byUser = { user: 'x', reason: 'agreed', expires: '2026-12-31' };

it.each([
  ['does not, by default', {}, [], false],
  [
    'does not for accounts and maps',
    { owners: { ...off, accountTag: 'team', mapId: 1 } },
    [],
    false,
  ],
  ['does not for exemptions by user', {}, [byUser], false],
  ['does for owners', { owners: { ...off, userTag: 'Owner' } }, [], true],
  ['does for an exemption by tag', {}, [byUser, byTag], true],
])('a scan reads tags of users, or not: it %s', (_name, settings, exemptions, expected) => {
  expect(readsUserTags({ settings, policy: { ...policyPresets.default, exemptions } })).toBe(
    expected,
  );
});
