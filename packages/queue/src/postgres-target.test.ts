import { describe, expect, test } from 'vitest';

import { parsePostgresUrl } from './postgres-target.ts';

describe('parsePostgresUrl', () => {
  test.each([
    ['postgres://u:p@db.example/credsweep', 'db.example:5432/credsweep'],
    ['postgresql://db:6000/x?sslmode=require', 'db:6000/x'],
    ['postgres:///x?host=/var/run/postgresql', '/var/run/postgresql:5432/x'],
  ])('%s is understood', (url, place) => {
    expect(parsePostgresUrl(url)).toMatchObject({ place, connection: { connectionString: url } });
  });

  test('server options of the URL are handed over apart, so that they do not replace the search path of BullMQ', () => {
    const { connection } = parsePostgresUrl(
      'postgres://db/x?options=-c%20work_mem%3D8MB&sslmode=disable',
    );
    expect(connection).toEqual({
      connectionString: 'postgres://db/x?sslmode=disable',
      options: '-c work_mem=8MB',
    });
  });

  test.each([
    ['nonsense', 'not a URL'],
    ['mysql://u:s3cret@db/x', 'does not start with postgres'],
  ])('%s is refused: %s', (url, reason) => {
    const parse = (): unknown => parsePostgresUrl(url);
    expect(parse).toThrow(reason);
    expect(parse).toThrow(
      expect.objectContaining({
        code: 'database_url_invalid',
        message: expect.not.stringContaining('s3cret'),
      }),
    );
  });
});
