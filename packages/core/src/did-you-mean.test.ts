import { describe, expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';
import { reportViewNames } from './report-views.ts';

describe('didYouMean', () => {
  it.each([
    ['roleNam', ['roleName', 'externalId'], 'roleName'],
    ['role_name', ['roleName', 'externalId'], 'roleName'],
    ['ROLENAME', ['roleName', 'externalId'], 'roleName'],
    ['polciy', ['policy', 'account'], 'policy'],
    ['fsh', ['zsh', 'bash', 'fish'], 'fish'],
    ['ci', ['default', 'cis', 'pci'], 'cis'],
    ['highrisk', reportViewNames, 'aws_accesskey_highrisk'],
    ['aws_accesskeys_highrisk', reportViewNames, 'aws_accesskey_highrisk'],
    ['root', reportViewNames, 'root_credentials'],
    ['trend', reportViewNames, 'organization_trend'],
  ])('asks of %s the nearest of %j', (typed, names, meant) => {
    expect(didYouMean(typed, names)).toBe(` (Did you mean ${meant}?)`);
  });

  it.each([
    ['colour', ['roleName', 'externalId']],
    ['x', ['ou', 'account']],
    ['', ['ou']],
    ['summary', reportViewNames],
    ['policy', []],
    ['a'.repeat(100_000), ['account']],
  ])('asks nothing of %.10s where no name of %j is like it', (typed, names) => {
    expect(didYouMean(typed, names)).toBe('');
  });
});
