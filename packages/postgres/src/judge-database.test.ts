import { describe, expect, it } from 'vitest';
import { judgeDatabase, judgeMigrations, type DatabaseFacts } from './judge-database.ts';

const facts: DatabaseFacts = {
  serverVersion: '18.4',
  role: 'scanner',
  isReadOnly: false,
  mayCreateSchemas: true,
  schema: { mayCreate: true, foreignTables: 0 },
  clockAheadMs: 20,
};

describe('judgeDatabase', () => {
  it.each<[string, Partial<DatabaseFacts>, string, string | null, RegExp]>([
    ['a role that owns its schema is well', {}, 'ok', null, /create tables and partitions/],
    [
      'a role that may create the schema is well before there is one',
      { schema: null },
      'ok',
      null,
      /may create the schema/,
    ],
    [
      'a role that owns its schema need not be one that may create schemas',
      { mayCreateSchemas: false },
      'ok',
      null,
      /create tables/,
    ],
    [
      'a role that may not create the schema fails',
      { schema: null, mayCreateSchemas: false },
      'failed',
      'database_denied',
      /may not create a schema/,
    ],
    [
      'a role that may not write into the schema fails',
      { schema: { mayCreate: false, foreignTables: 0 } },
      'failed',
      'database_denied',
      /no partitions/,
    ],
    [
      'a role whose tables belong to another one fails',
      { schema: { mayCreate: true, foreignTables: 3 } },
      'failed',
      'database_denied',
      /does not own 3 of the tables/,
    ],
    ['a replica fails', { isReadOnly: true }, 'failed', 'database_unsuitable', /replica/],
  ])('%s', (_sentence, change, verdict, code, found) => {
    const rights = judgeDatabase('The database', { ...facts, ...change })[1];
    expect(rights).toMatchObject({
      name: 'rights',
      verdict,
      code,
      found: expect.stringMatching(found),
    });
  });

  it.each([
    [5_000, 'ok', /agree/],
    [-5_000, 'ok', /agree/],
    [40_400, 'warning', /40 s ahead of/],
    [-40_400, 'warning', /40 s behind/],
  ])('finds a clock that is %i ms ahead %s', (clockAheadMs, verdict, found) => {
    expect(judgeDatabase('The database', { ...facts, clockAheadMs })[2]).toMatchObject({
      name: 'clock',
      verdict,
      found: expect.stringMatching(found),
    });
  });

  it('quotes a role in what to do, since it is SQL to be copied', () => {
    const role = 'odd"name';
    const [, rights] = judgeDatabase('It', {
      ...facts,
      role,
      schema: null,
      mayCreateSchemas: false,
    });
    expect(rights?.advice).toContain('TO "odd""name";');
  });
});

describe('judgeMigrations', () => {
  it.each([
    [{ kind: 'none' }, 'warning', null],
    [{ kind: 'current', version: 4 }, 'ok', null],
    [{ kind: 'older', version: 3, pending: ['0004_b.sql'] }, 'warning', null],
    [{ kind: 'newer', version: 9, knownVersion: 4 }, 'failed', 'database_newer'],
    [{ kind: 'changed', name: '0002_b.sql' }, 'failed', 'database_migration_changed'],
  ] as const)('finds %o', (state, verdict, code) => {
    const check = judgeMigrations(state);
    expect(check).toMatchObject({ verdict, code });
    expect(check.advice === null).toBe(verdict === 'ok');
  });
});
