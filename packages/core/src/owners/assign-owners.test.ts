import { describe, expect, it } from 'vitest';
import { judgeAccount, listOwnedKeys } from '../judge-account.ts';
import { parseCredentialReport } from '../parse-credential-report.ts';
import { policyPresets } from '../policy-presets.ts';
import {
  credentialReportCsv,
  reportAccountId,
  rootRow,
  userRow,
} from '../testing/credential-report-csv.ts';
import { assignOwners, type OwnerFacts } from './assign-owners.ts';
import { createOwnerMap } from './owner-map.ts';

const report = parseCredentialReport(
  credentialReportCsv([rootRow(), userRow('alice'), userRow('bob')]),
  reportAccountId,
);
const judged = judgeAccount(
  report,
  listOwnedKeys(report),
  policyPresets.default,
  new Date('2026-11-21T12:00:00Z'),
);
const arnOf = (name: string): string => `arn:aws:iam::${reportAccountId}:user/${name}`;
const settings = { userTag: 'Owner', accountTag: 'team', mapId: 1 };
const map = createOwnerMap([{ account: reportAccountId, user: 'a*', owner: 'of the map' }]);
const accountTags = { team: 'of the account' };
const nothing: OwnerFacts = { settings: null, map: null, accountTags: null, tagsOf: new Map() };

/** Owners of root, alice and bob; bob has tags, unless told otherwise. */
function owners(facts: Partial<OwnerFacts>, bob: Record<string, string> | null = null) {
  const tagsOf = new Map(bob === null ? [] : [[arnOf('bob'), bob]]);
  const found = assignOwners(judged, { ...nothing, tagsOf, ...facts });
  return [report.root?.userArn ?? '', arnOf('alice'), arnOf('bob')].map(
    (arn) => found.get(arn)?.owner,
  );
}

describe('the owner', () => {
  it.each([
    [
      'is nobody where nobody is asked',
      { map, accountTags },
      { owner: 'bert' },
      [null, null, null],
    ],
    [
      'is that of the map, then of the user, then of the account',
      { settings, map, accountTags },
      { owner: 'bert' },
      ['of the account', 'of the map', 'bert'],
    ],
    [
      'is that of the account where the tags of the user name none',
      { settings, accountTags },
      { purpose: 'x' },
      ['of the account', null, 'of the account'],
    ],
    [
      'is that of the account where the tag of the user is empty',
      { settings, accountTags },
      { owner: ' ' },
      ['of the account', null, 'of the account'],
    ],
    [
      'is nobody for a user whose tags were not read, for they may say otherwise',
      { settings, accountTags },
      null,
      ['of the account', null, null],
    ],
    [
      'is that of the account for every user where tags of users do not count',
      { settings: { ...settings, userTag: null }, accountTags },
      { owner: 'bert' },
      ['of the account', 'of the account', 'of the account'],
    ],
    [
      'is nobody where the account has no such tag',
      { settings, accountTags: { cost: '7' } },
      {},
      [null, null, null],
    ],
    [
      'is not looked for in tags of the account that the scan does not ask for',
      { settings: { ...settings, accountTag: null }, accountTags },
      {},
      [null, null, null],
    ],
    [
      'is without the blanks around it',
      { settings, accountTags: { Team: ' payments ' } },
      {},
      ['payments', null, 'payments'],
    ],
  ])('%s', (_name, facts, bob, expected) => {
    expect(owners(facts, bob)).toEqual(expected);
  });

  it('comes with the tags of the user, where they were read', () => {
    const tags = { purpose: 'x' };
    const found = assignOwners(judged, { ...nothing, tagsOf: new Map([[arnOf('bob'), tags]]) });
    expect(found.get(arnOf('bob'))).toEqual({ owner: null, tags });
    expect(found.get(arnOf('alice'))).toEqual({ owner: null, tags: null });
  });

  it('is looked for in a report without a root row, too', () => {
    const found = assignOwners({ ...judged, root: null }, { ...nothing, settings, map });
    expect(found.get(arnOf('alice'))?.owner).toBe('of the map');
  });
});
