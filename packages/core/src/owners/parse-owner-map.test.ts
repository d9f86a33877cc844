import { describe, expect, it } from 'vitest';
import { CredsweepError } from '../credsweep-error.ts';
import { parseOwnerMap } from './parse-owner-map.ts';

const header = 'account_id,user_name,owner';

describe('an owner map', () => {
  it.each([
    ['in the order of the header', `${header}\n123456789012,alice,ann@corp.example`],
    [
      'with columns in another order',
      'owner,account_id,user_name\nann@corp.example,123456789012,alice',
    ],
    ['with further columns', `cost,${header},note\n7,123456789012,alice,ann@corp.example,"a, b"`],
    [
      'with a byte order mark, as spreadsheets write it',
      `\uFEFF${header}\n123456789012,alice,ann@corp.example`,
    ],
    ['with line ends of Windows', `${header}\r\n123456789012,alice,ann@corp.example\r\n`],
    [
      'with blanks around cells and empty lines',
      `${header}\n\n 123456789012 , alice , ann@corp.example \n\n`,
    ],
    [
      'with quoted cells',
      `"account_id","user_name","owner"\n"123456789012","alice","ann@corp.example"`,
    ],
    [
      'with a header in capitals',
      `Account_ID,User_Name,OWNER\n123456789012,alice,ann@corp.example`,
    ],
    [
      'with a line that stands there twice',
      `${header}\n123456789012,alice,ann@corp.example\n123456789012,alice,ann@corp.example`,
    ],
  ])('%s is read', (_name, csv) => {
    expect(parseOwnerMap(csv, 'owners.csv')).toEqual([
      { account: '123456789012', user: 'alice', owner: 'ann@corp.example' },
    ]);
  });

  it('keeps the order of its lines, patterns and whole accounts', () => {
    const csv = [
      header,
      '1234*,svc-?,Team Ä, '.slice(0, -2),
      '*,,"x, y"',
      '00000000000?,=1+2@corp,z',
      '123456789012,<root_account>,r',
    ];
    expect(parseOwnerMap(csv.join('\n'), 'owners.csv')).toEqual([
      { account: '1234*', user: 'svc-?', owner: 'Team Ä' },
      { account: '*', user: null, owner: 'x, y' },
      { account: '00000000000?', user: '=1+2@corp', owner: 'z' },
      { account: '123456789012', user: '<root_account>', owner: 'r' },
    ]);
  });

  it('may have no lines', () => {
    expect(parseOwnerMap(header, 'owners.csv')).toEqual([]);
  });
});

describe('the problems of an owner map', () => {
  it.each([
    [
      'an empty file',
      '',
      [/^line 1: the header lacks the column account_id$/, /user_name$/, /owner$/],
    ],
    [
      'a column that is not there',
      'account_id,user,owner\n1,2,3',
      [/^line 1: the header lacks the column user_name$/],
    ],
    [
      'a column that is there twice',
      `${header},owner\n`,
      [/^line 1: the header repeats the column owner$/],
    ],
    [
      'an id without its zero',
      `${header}\n12345678901,x,y`,
      [/^line 2: account_id "12345678901" .*leading zeros/],
    ],
    [
      'an id as a spreadsheet shows it',
      `${header}\n1.23457E+11,x,y`,
      [/^line 2: account_id "1.23457E\+11"/],
    ],
    ['no account', `${header}\n,x,y`, [/^line 2: account_id is empty/]],
    ['no owner', `${header}\n123456789012,x,`, [/^line 2: owner is empty$/]],
    ['a cell too few', `${header}\n123456789012,x`, [/^line 2: owner is empty$/]],
    [
      'a user that IAM would not take',
      `${header}\n123456789012,a b,y`,
      [/^line 2: user_name "a b"/],
    ],
    [
      'an owner of two lines',
      `${header}\n123456789012,x,"a\nb"`,
      [/^line 3: owner has a line break/],
    ],
    [
      'an owner that never ends',
      `${header}\n123456789012,x,${'o'.repeat(257)}`,
      [/^line 2: owner is longer than 256/],
    ],
    [
      'two owners for the same',
      `${header}\n123456789012,x,a\n123456789012,x,a\n123456789012,x,b`,
      [/^line 4: line 2 names another owner/],
    ],
    ['a quote that is not closed', `${header}\n123456789012,"x,y`, [/line 2/]],
  ])('%s', (_name, csv, expected) => {
    const found = problems(csv);
    expect(found).toHaveLength(expected.length);
    for (const [index, pattern] of expected.entries()) expect(found[index]).toMatch(pattern);
  });

  it('are all told at once, each with its line', () => {
    const csv = `${header}\n1,,\n\n123456789012,ok,ok\nx,a b,`;
    expect(problems(csv).map((problem) => problem.slice(0, 20))).toEqual([
      'line 2: account_id "',
      'line 2: owner is emp',
      'line 5: account_id "',
      'line 5: user_name "a',
      'line 5: owner is emp',
    ]);
  });

  it('are counted beyond the first two hundred', () => {
    const csv = [header, ...Array.from({ length: 250 }, () => '1,x,y')].join('\n');
    const error = fail(csv);
    expect(error.details).toEqual({ problems: 250 });
    expect(error.message).toContain('and 50 more');
  });

  it('name the file and the header that it must have', () => {
    expect(fail('').message).toMatch(
      /^The owner map owners\.csv cannot be used:[^]*account_id,user_name,owner/,
    );
    expect(fail('').code).toBe('owner_map_invalid');
  });
});

function fail(csv: string): CredsweepError {
  try {
    parseOwnerMap(csv, 'owners.csv');
  } catch (error) {
    if (error instanceof CredsweepError) return error;
    throw error;
  }
  throw new Error('The map was taken.');
}

function problems(csv: string): readonly string[] {
  return fail(csv)
    .message.split('\n')
    .slice(1, -1)
    .map((line) => line.trim());
}
