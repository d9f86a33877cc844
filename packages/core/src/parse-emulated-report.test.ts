import { describe, expect, it } from 'vitest';
import { parseCredentialReport } from './parse-credential-report.ts';
import { liveColumns, reportAccountId, userRow } from './testing/credential-report-csv.ts';

const header = liveColumns.join(',');

/** A row as a writer gives it that quotes nothing. */
function unquoted(name: string): string {
  const row = userRow(name, { user_creation_time: '2024-01-02T03:04:05+00:00' });
  return liveColumns.map((column) => row[column] ?? 'N/A').join(',');
}

describe('a report of an emulator of AWS', () => {
  it.each(['bob,jr', 'a,b,c', ',', 'x,'])('keeps the unquoted name %j whole', (name) => {
    const { users } = parseCredentialReport(`${header}\n${unquoted(name)}`, reportAccountId);
    expect(users.map((user) => user.userName)).toEqual([name]);
    expect(users[0]?.userArn).toBe(`arn:aws:iam::${reportAccountId}:user/${name}`);
  });

  it('is refused when surplus cells are not the pieces of a name and of its ARN', () => {
    const cells = unquoted('bob,jr').split(',');
    const scrambled = [
      ...cells.slice(0, 3),
      'arn:aws:iam::123456789012:user/bob',
      ...cells.slice(4),
    ];
    expect(() =>
      parseCredentialReport(`${header}\n${scrambled.join(',')}`, reportAccountId),
    ).toThrow('24 cells instead of 22');
  });

  it('may have a header and no rows only where the reader accepts that', () => {
    expect(() => parseCredentialReport(`${header}\n`, reportAccountId)).toThrow('no rows');
    expect(parseCredentialReport(`${header}\n`, reportAccountId, { acceptNoRows: true })).toEqual({
      accountId: reportAccountId,
      root: null,
      users: [],
    });
  });
});
