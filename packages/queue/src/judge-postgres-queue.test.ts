import { describe, expect, test } from 'vitest';
import { judgePostgresQueue, type PostgresQueueFacts } from './judge-postgres-queue.ts';

const facts: PostgresQueueFacts = {
  version: 11,
  knownVersion: 11,
  isTooNew: false,
  role: 'scanner',
  ownsSchema: true,
  mayCreateSchemas: false,
  mayUseTemporaryTables: true,
};

describe('the queue in PostgreSQL', () => {
  test.each<[string, Partial<PostgresQueueFacts>, readonly string[]]>([
    ['is there and well', {}, ['ok', 'ok']],
    ['can be made', { version: null, ownsSchema: false, mayCreateSchemas: true }, ['ok', 'ok']],
    ['can be brought up', { version: 2 }, ['ok', 'ok']],
    ['cannot be made', { version: null, ownsSchema: false }, ['failed', 'ok']],
    ['belongs to another role', { ownsSchema: false }, ['failed', 'ok']],
    ['gets no temporary tables', { mayUseTemporaryTables: false }, ['failed', 'ok']],
    ['is of a later release', { isTooNew: true }, ['ok', 'failed']],
  ])('%s', (_what, change, verdicts) => {
    const checks = judgePostgresQueue({ ...facts, ...change });
    expect(checks.map(({ verdict }) => verdict)).toEqual(verdicts);
  });
});
