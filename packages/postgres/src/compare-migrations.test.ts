import { describe, expect, it } from 'vitest';
import { compareMigrations, type MigrationMark } from './compare-migrations.ts';

const first: MigrationMark = { number: 1, name: '0001_a.sql', checksum: 'a' };
const second: MigrationMark = { number: 2, name: '0002_b.sql', checksum: 'b' };
const third: MigrationMark = { number: 3, name: '0003_c.sql', checksum: 'c' };

describe('compareMigrations', () => {
  it.each([
    ['no schema at all', null, { kind: 'none' }],
    ['a schema without a migration', [], { kind: 'none' }],
    ['every migration', [first, second], { kind: 'current', version: 2 }],
    ['one too few', [first], { kind: 'older', version: 1, pending: ['0002_b.sql'] }],
    ['one too many', [first, second, third], { kind: 'newer', version: 3, knownVersion: 2 }],
    [
      'another file under a number',
      [first, { ...second, checksum: 'x' }],
      { kind: 'changed', name: '0002_b.sql' },
    ],
    [
      'both a newer and another file, of which the newer counts',
      [{ ...first, checksum: 'x' }, third],
      { kind: 'newer', version: 3, knownVersion: 2 },
    ],
  ] as const)('tells %s', (_what, applied, state) => {
    expect(compareMigrations(applied, [first, second])).toEqual(state);
  });
});
