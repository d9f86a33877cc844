import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessKeyStatus, ReportedAccessKey } from './access-key.ts';
import { findUnreportedKeys, matchAccessKeys, type KeyMatch } from './match-access-keys.ts';
import type { LiveAccessKey } from './ports/credential-source.ts';

const generatedAt = new Date('2026-11-21T12:00:00Z');
const spring = '2025-04-01T08:00:00Z';
const summer = '2025-07-01T08:00:00Z';
const autumn = '2025-10-01T08:00:00Z';
const afterReport = '2026-11-21T12:30:00Z';

function reported(
  slot: number,
  at: string | null,
  status: AccessKeyStatus = 'Active',
): ReportedAccessKey {
  const lastRotatedAt = at === null ? null : new Date(at);
  return {
    slot,
    status,
    lastRotatedAt,
    lastUsedAt: null,
    lastUsedRegion: null,
    lastUsedService: null,
  };
}

function live(accessKeyId: string, at: string, status: AccessKeyStatus = 'Active'): LiveAccessKey {
  return { accessKeyId, status, createdAt: new Date(at) };
}

/** Such as `found B Inactive`, in the order of the report's keys. */
function describeMatch(match: KeyMatch): string {
  return match.kind === 'found' ? `found ${match.key.accessKeyId} ${match.key.status}` : match.kind;
}

describe('matchAccessKeys', () => {
  it.each([
    ['one key', [reported(1, spring)], [live('A', spring)], ['found A Active'], []],
    ['no keys', [], [], [], []],
    [
      'two keys of different dates',
      [reported(1, spring), reported(2, summer)],
      [live('A', spring), live('B', summer)],
      ['found A Active', 'found B Active'],
      [],
    ],
    [
      'slots in another order than IAM lists',
      [reported(1, summer), reported(2, spring)],
      [live('A', spring), live('B', summer)],
      ['found B Active', 'found A Active'],
      [],
    ],
    [
      'a creation date finer than a second',
      [reported(1, spring)],
      [live('A', '2025-04-01T08:00:00.987Z')],
      ['found A Active'],
      [],
    ],
    [
      'the next second is another key',
      [reported(1, spring)],
      [live('A', '2025-04-01T08:00:01.000Z')],
      ['ambiguous'],
      ['A'],
    ],
    [
      'a key deactivated since',
      [reported(1, spring)],
      [live('A', spring, 'Inactive')],
      ['found A Inactive'],
      [],
    ],
    [
      'a key activated since',
      [reported(1, spring, 'Inactive')],
      [live('A', spring)],
      ['found A Active'],
      [],
    ],
    ['a key deleted since', [reported(1, spring)], [], ['deleted'], []],
    [
      'one of two deleted since',
      [reported(1, spring), reported(2, summer)],
      [live('B', summer)],
      ['deleted', 'found B Active'],
      [],
    ],
    ['a key rotated since', [reported(1, spring)], [live('N', afterReport)], ['deleted'], ['N']],
    [
      'a key added since',
      [reported(1, spring)],
      [live('A', spring), live('N', afterReport)],
      ['found A Active'],
      ['N'],
    ],
    [
      'one rotated, one deactivated since',
      [reported(1, spring), reported(2, summer)],
      [live('N', afterReport), live('B', summer, 'Inactive')],
      ['deleted', 'found B Inactive'],
      ['N'],
    ],
    [
      'two of one second, told apart by status',
      [reported(1, spring, 'Inactive'), reported(2, spring)],
      [live('A', spring), live('B', spring, 'Inactive')],
      ['found B Inactive', 'found A Active'],
      [],
    ],
    [
      'two of one second and status cannot be told apart',
      [reported(1, spring), reported(2, spring)],
      [live('A', spring), live('B', spring)],
      ['ambiguous', 'ambiguous'],
      [],
    ],
    [
      'two of one second, one of them deactivated since',
      [reported(1, spring), reported(2, spring)],
      [live('A', spring), live('B', spring, 'Inactive')],
      ['ambiguous', 'ambiguous'],
      [],
    ],
    [
      'two of one second, one of them deleted since: nobody can say which',
      [reported(1, spring), reported(2, spring)],
      [live('A', spring)],
      ['ambiguous', 'ambiguous'],
      [],
    ],
    [
      'two of one second, both deleted since',
      [reported(1, spring), reported(2, spring)],
      [],
      ['deleted', 'deleted'],
      [],
    ],
    [
      'two of one second, one rotated since: the new key is not one of them',
      [reported(1, spring), reported(2, spring)],
      [live('A', spring), live('N', afterReport)],
      ['ambiguous', 'ambiguous'],
      ['N'],
    ],
    [
      'a third key, of which the report does not tell',
      [reported(1, spring), reported(2, summer)],
      [live('A', spring), live('B', summer), live('C', autumn)],
      ['found A Active', 'found B Active'],
      ['C'],
    ],
    [
      'a third key older than the report, and one that is gone',
      [reported(1, spring), reported(2, summer)],
      [live('A', spring), live('C', autumn)],
      ['found A Active', 'ambiguous'],
      ['C'],
    ],
    [
      'eight keys of one second, made by a race',
      [reported(1, spring), reported(2, spring)],
      [...'ABCDEFGH'].map((id) => live(id, spring)),
      ['ambiguous', 'ambiguous'],
      ['C', 'D', 'E', 'F', 'G', 'H'],
    ],
    ['a key without a date, gone', [reported(1, null, 'Inactive')], [], ['deleted'], []],
    [
      'a key without a date, and one that may be it',
      [reported(1, null, 'Inactive')],
      [live('A', spring, 'Inactive')],
      ['ambiguous'],
      ['A'],
    ],
    [
      'a key made in the second of the report may be missing from it',
      [reported(1, spring)],
      [live('N', '2026-11-21T12:00:00.700Z')],
      ['ambiguous'],
      ['N'],
    ],
  ])('%s', (_name, reportedKeys, liveKeys, matched, unreported) => {
    const matches = matchAccessKeys(reportedKeys, liveKeys, generatedAt);
    expect(matches.map(describeMatch)).toEqual(matched);
    expect(findUnreportedKeys(matches, liveKeys).map((key) => key.accessKeyId)).toEqual(unreported);
  });

  it('keeps all that the report tells of a key', () => {
    const key = {
      ...reported(2, spring),
      lastUsedAt: new Date(autumn),
      lastUsedRegion: 'eu-west-1',
      lastUsedService: 'sts',
    };
    expect(matchAccessKeys([key], [live('A', spring, 'Inactive')], generatedAt)).toEqual([
      { kind: 'found', key: { ...key, status: 'Inactive', accessKeyId: 'A' } },
    ]);
  });

  const status = fc.constantFrom<AccessKeyStatus>('Active', 'Inactive');
  const date = fc.constantFrom(spring, '2025-04-01T08:00:00.500Z', summer, afterReport);
  const liveKeys = fc.uniqueArray(fc.tuple(fc.constantFrom('A', 'B', 'C', 'D'), date, status), {
    selector: ([id]) => id,
    maxLength: 4,
  });
  const reportedKeys = fc.array(fc.tuple(fc.constantFrom(spring, summer, null), status), {
    maxLength: 2,
  });

  it('never gives one id to two keys, nor an id of another second', () => {
    fc.assert(
      fc.property(reportedKeys, liveKeys, (reports, lives) => {
        const listed = lives.map((key) => live(...key));
        const matches = matchAccessKeys(
          reports.map(([at, is], index) => reported(index + 1, at, is)),
          listed,
          generatedAt,
        );
        const found = matches.flatMap((match) => (match.kind === 'found' ? [match.key] : []));
        expect(new Set(found.map((key) => key.accessKeyId)).size).toBe(found.length);
        for (const key of found) {
          const partner = listed.find((candidate) => candidate.accessKeyId === key.accessKeyId);
          expect(partner?.createdAt.toISOString().slice(0, 19)).toBe(
            key.lastRotatedAt?.toISOString().slice(0, 19),
          );
        }
      }),
    );
  });

  it('the order in which either side lists its keys does not matter', () => {
    fc.assert(
      fc.property(reportedKeys, liveKeys, (reports, lives) => {
        const keys = reports.map(([at, is], index) => reported(index + 1, at, is));
        const listed = lives.map((key) => live(...key));
        const forward = matchAccessKeys(keys, listed, generatedAt);
        const backward = matchAccessKeys(keys.toReversed(), listed.toReversed(), generatedAt);
        expect(backward.toReversed()).toEqual(forward);
      }),
    );
  });
});
