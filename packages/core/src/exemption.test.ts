import { describe, expect, it } from 'vitest';
import { findKeyExemption, findUserExemption } from './exemption.ts';
import type { Exemption } from './policy.ts';

const owner = { accountId: '123456789012', userName: 'svc-deploy' };
const keyId = 'AKIAIOSFODNN7EXAMPLE';
const noon = new Date('2026-11-21T12:00:00Z');

function exemption(facts: Partial<Exemption>): Exemption {
  return { reason: 'agreed', expires: '2026-12-31', ...facts };
}

describe('the patterns of an exemption', () => {
  it.each([
    ['the account', { account: '123456789012' }, true, true],
    ['another account', { account: '999999999999' }, false, false],
    ['a pattern of accounts', { account: '1234*' }, true, true],
    ['the user', { user: 'svc-deploy' }, true, true],
    ['a pattern of users', { user: 'svc-*' }, true, true],
    ['another user', { user: 'svc-build' }, false, false],
    ['account and user', { account: '123456789012', user: 'svc-*' }, true, true],
    ['the account, but another user', { account: '123456789012', user: 'alice' }, false, false],
    ['the user in another account', { account: '999999999999', user: 'svc-deploy' }, false, false],
    ['the key', { key: keyId }, false, true],
    ['a pattern of keys', { key: 'AKIA*' }, false, true],
    ['another key', { key: 'AKIAI44QH8DHBEXAMPLE' }, false, false],
    ['the key, but of another user', { user: 'alice', key: keyId }, false, false],
    ['the key of its user', { user: 'svc-deploy', key: keyId }, false, true],
  ])('%s', (_name, facts, coversUser, coversKey) => {
    const exemptions = [exemption(facts)];
    expect(findUserExemption(exemptions, owner.accountId, owner.userName, noon)).toBe(
      coversUser ? exemptions[0] : null,
    );
    expect(findKeyExemption(exemptions, owner, keyId, noon)).toBe(coversKey ? exemptions[0] : null);
  });
});

describe('an exemption by a tag of the user', () => {
  const tags = { Purpose: 'break-glass-2026', 'cost:center': 'a=b', note: '' };

  it.each([
    ['its key and value', { tag: { key: 'Purpose', value: 'break-glass-2026' } }, tags, true],
    ['a pattern of values', { tag: { key: 'Purpose', value: 'break-glass*' } }, tags, true],
    ['the key in another case', { tag: { key: 'purpose', value: 'break-*' } }, tags, true],
    ['any value', { tag: { key: 'purpose' } }, tags, true],
    ['any value, an empty one too', { tag: { key: 'note' } }, tags, true],
    ['an empty value', { tag: { key: 'note', value: '' } }, tags, true],
    ['no value where there is one', { tag: { key: 'purpose', value: '' } }, tags, false],
    ['a value with an equals sign', { tag: { key: 'cost:center', value: 'a=?' } }, tags, true],
    ['the value in another case', { tag: { key: 'purpose', value: 'BREAK*' } }, tags, false],
    ['a tag that the user does not have', { tag: { key: 'team' } }, tags, false],
    ['a pattern of keys, which is none', { tag: { key: 'purp*' } }, tags, false],
    ['a name of every object', { tag: { key: 'constructor' } }, tags, false],
    ['a user without tags', { tag: { key: 'purpose' } }, {}, false],
    ['a user whose tags were not read', { tag: { key: 'purpose' } }, null, false],
    ['tag and user', { user: 'svc-*', tag: { key: 'purpose' } }, tags, true],
    ['the tag, but another user', { user: 'alice', tag: { key: 'purpose' } }, tags, false],
  ])('%s', (_name, facts, userTags, covers) => {
    const exemptions = [exemption(facts)];
    const expected = covers ? exemptions[0] : null;
    const { accountId, userName } = owner;
    expect(findUserExemption(exemptions, accountId, userName, noon, userTags)).toBe(expected);
    expect(findKeyExemption(exemptions, { ...owner, tags: userTags }, keyId, noon)).toBe(expected);
  });

  it('does not speak of users where it names a key as well', () => {
    const exemptions = [exemption({ key: keyId, tag: { key: 'purpose' } })];
    const { accountId, userName } = owner;
    expect(findUserExemption(exemptions, accountId, userName, noon, tags)).toBeNull();
    expect(findKeyExemption(exemptions, { ...owner, tags }, keyId, noon)).toBe(exemptions[0]);
    expect(findKeyExemption(exemptions, { ...owner, tags }, null, noon)).toBeNull();
  });

  it('never holds for the root user, who has no tags', () => {
    const root = { ...owner, userName: '<root_account>' };
    expect(
      findKeyExemption([exemption({ account: '*', tag: { key: 'purpose' } })], root, keyId, noon),
    ).toBeNull();
  });
});

describe('the expiry of an exemption', () => {
  it.each([
    ['the day before', '2026-12-30T23:59:59.999Z', true],
    ['the first moment of the day', '2026-12-31T00:00:00.000Z', true],
    ['the last moment of the day in UTC', '2026-12-31T23:59:59.999Z', true],
    ['the next day', '2027-01-01T00:00:00.000Z', false],
    ['the next year, earlier in the calendar', '2027-01-01T12:00:00.000Z', false],
    ['the day itself in a zone that is ahead of UTC', '2027-01-01T01:00:00+02:00', true],
  ])('%s', (_name, asOf, holds) => {
    const exemptions = [exemption({ user: 'svc-*' })];
    expect(
      findUserExemption(exemptions, owner.accountId, owner.userName, new Date(asOf)) !== null,
    ).toBe(holds);
    expect(findKeyExemption(exemptions, owner, keyId, new Date(asOf)) !== null).toBe(holds);
  });
});

describe('findKeyExemption', () => {
  it('needs the id where the exemption names a key', () => {
    expect(findKeyExemption([exemption({ key: '*' })], owner, null, noon)).toBeNull();
  });

  it('needs no id where the exemption names a user', () => {
    expect(findKeyExemption([exemption({ user: 'svc-*' })], owner, null, noon)).not.toBeNull();
  });

  it('gives the first that holds, past those that expired', () => {
    const expired = exemption({ user: 'svc-*', expires: '2026-11-20' });
    const first = exemption({ user: 'svc-*', reason: 'first' });
    const second = exemption({ user: 'svc-*', reason: 'second' });
    expect(findKeyExemption([expired, first, second], owner, keyId, noon)).toBe(first);
  });

  it('covers the root user only where the exemption names it, or its whole account', () => {
    const root = { ...owner, userName: '<root_account>' };
    const covers = (patterns: Partial<Exemption>): boolean =>
      findKeyExemption([exemption(patterns)], root, null, noon) !== null;
    expect(covers({ user: '*' })).toBe(false);
    expect(covers({ user: '<root_account>' })).toBe(true);
    expect(covers({ account: '*' })).toBe(true);
  });

  it('gives none where there are none', () => {
    expect(findKeyExemption([], owner, keyId, noon)).toBeNull();
  });
});
