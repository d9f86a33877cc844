import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CredentialReport, ReportedUser } from './credential-report.ts';
import { CredsweepError } from './credsweep-error.ts';
import { parseCredentialReport } from './parse-credential-report.ts';
import {
  credentialReportCsv,
  keyCells,
  liveColumns,
  reportAccountId,
  rootRow,
  userRow,
  type ReportRow,
} from './testing/credential-report-csv.ts';

const additional = 'additional_credentials_info';

function parse(csv: string): CredentialReport {
  return parseCredentialReport(csv, reportAccountId);
}

function parseRows(
  rows: readonly ReportRow[],
  columns: readonly string[] = liveColumns,
): CredentialReport {
  return parse(credentialReportCsv(rows, columns));
}

function parseUser(
  cells: ReportRow,
  columns: readonly string[] = liveColumns,
): ReportedUser | undefined {
  return parseRows([rootRow(), userRow('alice', cells)], columns).users[0];
}

/** What is thrown for a report, as a code and a message. */
function refusal(csv: string): { readonly code: string; readonly message: string } {
  try {
    parse(csv);
  } catch (error) {
    if (error instanceof CredsweepError) return { code: error.code, message: error.message };
    throw error;
  }
  return { code: 'none', message: '' };
}

describe('a user with everything', () => {
  const cells = {
    arn: `arn:aws:iam::${reportAccountId}:user/team/blue/alice`,
    user_creation_time: '2023-01-02T03:04:05Z',
    password_enabled: 'true',
    password_last_used: '2026-10-01T00:00:00Z',
    password_last_changed: '2026-01-01T00:00:00Z',
    password_next_rotation: '2026-12-01T00:00:00Z',
    mfa_active: 'true',
    ...keyCells(1, {
      last_used_date: '2026-11-01T10:15:00Z',
      last_used_region: 'eu-west-1',
      last_used_service: 'ec2',
    }),
    ...keyCells(2, { active: 'false', last_rotated: '2025-05-05T05:05:05Z' }),
    cert_1_active: 'true',
    cert_1_last_rotated: '2020-01-01T00:00:00Z',
  };

  it('is read with all its facts', () => {
    expect(parseUser(cells)).toEqual({
      userName: 'alice',
      userArn: `arn:aws:iam::${reportAccountId}:user/team/blue/alice`,
      createdAt: new Date('2023-01-02T03:04:05Z'),
      passwordEnabled: true,
      lastLoginAt: new Date('2026-10-01T00:00:00Z'),
      mfaActive: true,
      accessKeys: [
        {
          slot: 1,
          status: 'Active',
          lastRotatedAt: new Date('2024-02-03T04:05:06Z'),
          lastUsedAt: new Date('2026-11-01T10:15:00Z'),
          lastUsedRegion: 'eu-west-1',
          lastUsedService: 'ec2',
        },
        {
          slot: 2,
          status: 'Inactive',
          lastRotatedAt: new Date('2025-05-05T05:05:05Z'),
          lastUsedAt: null,
          lastUsedRegion: null,
          lastUsedService: null,
        },
      ],
      hasAdditionalCredentials: false,
    });
  });

  it.each([
    ['in another order', liveColumns.toReversed()],
    [
      'with unknown ones before, among and after them',
      ['new_1', ...liveColumns.slice(0, 9), 'new_2', ...liveColumns.slice(9), 'new_3'],
    ],
    ['with additional_credentials_info', [...liveColumns, additional]],
    [
      'without those that no rule needs',
      liveColumns.filter((column) => !/^cert_|_changed$|_next_rotation$/.test(column)),
    ],
  ])('is the same in columns %s', (_name, columns) => {
    expect(parseUser({ ...cells, new_1: '%&/', new_2: '', new_3: 'a,b' }, columns)).toEqual(
      parseUser(cells),
    );
  });

  it.each([
    [
      'upper case truth values',
      (csv: string) => csv.replaceAll('true', 'TRUE').replaceAll('false', 'FALSE'),
    ],
    ['+00:00 in place of Z', (csv: string) => csv.replaceAll('Z,', '+00:00,')],
    ['a byte order mark', (csv: string) => `\uFEFF${csv}`],
    ['CRLF', (csv: string) => csv.replaceAll('\n', '\r\n')],
    ['CRLF and a newline at the end', (csv: string) => `${csv}\n`.replaceAll('\n', '\r\n')],
    ['a newline at the end', (csv: string) => `${csv}\n`],
    ['every cell in quotes', (csv: string) => csv.replaceAll(/[^,\n]+/g, '"$&"')],
  ])('is the same with %s', (_name, change) => {
    const csv = credentialReportCsv([rootRow(), userRow('alice', cells)]);
    expect(parse(change(csv))).toEqual(parse(csv));
  });
});

describe('the password', () => {
  it.each([
    ['there is none', { password_enabled: 'false', password_last_used: 'N/A' }, false, null],
    ['never used', { password_enabled: 'true', password_last_used: 'no_information' }, true, null],
    ['never used, as N/A', { password_enabled: 'true', password_last_used: 'N/A' }, true, null],
    [
      'used',
      { password_enabled: 'TRUE', password_last_used: '2026-10-01T00:00:00+00:00' },
      true,
      new Date('2026-10-01T00:00:00Z'),
    ],
  ])('%s', (_name, cells, passwordEnabled, lastLoginAt) => {
    expect(parseUser(cells)).toMatchObject({ passwordEnabled, lastLoginAt });
  });
});

describe('an access key', () => {
  const usedAt = '2026-11-01T10:15:00Z';
  const none = { active: 'false', last_rotated: 'N/A' };
  it.each([
    ['in neither slot', none, none, []],
    ['in slot 1', {}, none, [[1, 'Active']]],
    ['in slot 2 only', none, {}, [[2, 'Active']]],
    [
      'in both slots',
      {},
      { active: 'false' },
      [
        [1, 'Active'],
        [2, 'Inactive'],
      ],
    ],
    [
      'inactive, without a date, but used once',
      { ...none, last_used_date: usedAt },
      none,
      [[1, 'Inactive']],
    ],
  ])('%s', (_name, first, second, expected) => {
    const user = parseUser({ ...keyCells(1, first), ...keyCells(2, second) });
    expect(user?.accessKeys.map((key) => [key.slot, key.status])).toEqual(expected);
  });

  it('that is inactive keeps its date', () => {
    expect(parseUser(keyCells(1, { active: 'FALSE' }))?.accessKeys[0]).toMatchObject({
      status: 'Inactive',
      lastRotatedAt: new Date('2024-02-03T04:05:06Z'),
    });
  });

  it.each([
    ['never used', {}, null, null, null],
    ['never used since AWS keeps track', { last_used_date: 'no_information' }, null, null, null],
    [
      'used of a service without Regions',
      { last_used_date: usedAt, last_used_service: 's3' },
      new Date(usedAt),
      null,
      's3',
    ],
    [
      'used in a Region',
      { last_used_date: usedAt, last_used_region: 'us-east-1', last_used_service: 'sts' },
      new Date(usedAt),
      'us-east-1',
      'sts',
    ],
  ])('%s', (_name, facts, lastUsedAt, lastUsedRegion, lastUsedService) => {
    expect(parseUser(keyCells(1, facts))?.accessKeys[0]).toMatchObject({
      lastUsedAt,
      lastUsedRegion,
      lastUsedService,
    });
  });

  it('that is active must have a date', () => {
    const csv = credentialReportCsv([
      rootRow(),
      userRow('alice', keyCells(2, { last_rotated: 'N/A' })),
    ]);
    expect(refusal(csv)).toMatchObject({ code: 'report_malformed' });
    expect(refusal(csv).message).toContain(
      'line 3, column access_key_2_last_rotated: "N/A" is not an ISO 8601 date',
    );
  });
});

describe('the root row', () => {
  it('is read apart from the users, wherever it stands', () => {
    const rows = [userRow('alice'), rootRow(keyCells(1)), userRow('bob')];
    const report = parseRows(rows);
    expect(report.users.map((user) => user.userName)).toEqual(['alice', 'bob']);
    expect(report.root).toEqual({
      userArn: `arn:aws:iam::${reportAccountId}:root`,
      createdAt: new Date('2023-01-02T03:04:05Z'),
      passwordEnabled: false,
      lastLoginAt: null,
      mfaActive: false,
      accessKeys: [expect.objectContaining({ slot: 1, status: 'Active' })],
    });
    expect(parseRows([rows[1] ?? {}, rows[0] ?? {}, rows[2] ?? {}])).toEqual(report);
  });

  it.each([
    [
      'as it is today',
      { password_enabled: 'true', password_last_used: '2026-01-01T00:00:00Z', mfa_active: 'true' },
      true,
      true,
    ],
    [
      'as older reports and GovCloud have it',
      {
        password_enabled: 'not_supported',
        password_last_used: 'no_information',
        password_last_changed: 'not_supported',
      },
      null,
      false,
    ],
    ['without root credentials', { password_enabled: 'FALSE', mfa_active: 'FALSE' }, false, false],
    ['with MFA not supported', { mfa_active: 'not_supported' }, false, null],
  ])('%s', (_name, cells, passwordEnabled, mfaActive) => {
    expect(parseRows([rootRow(cells)]).root).toMatchObject({ passwordEnabled, mfaActive });
  });

  it('may be missing where a file has users', () => {
    const report = parseRows([userRow('alice')]);
    expect(report.root).toBeNull();
    expect(report.users).toHaveLength(1);
  });

  it('may be the only row', () => {
    expect(parseRows([rootRow()])).toMatchObject({ accountId: reportAccountId, users: [] });
  });
});

describe('the name of a user', () => {
  it.each([
    'a',
    '=1+2@corp',
    '+cmd',
    '-x',
    '@sum',
    'smith,pat',
    'under_score',
    'a.b',
    '123456789012',
    'x'.repeat(64),
    'x'.repeat(128),
  ])('%s is read', (name) => {
    expect(parseRows([rootRow(), userRow(name)]).users[0]?.userName).toBe(name);
  });

  it.each([
    '',
    ' ',
    'al ice',
    'al/ice',
    'alice\u0000',
    'alicé',
    '<root>',
    '"',
    'a\nb',
    'x'.repeat(129),
  ])('%j is refused', (name) => {
    expect(refusal(credentialReportCsv([rootRow(), userRow(name)]))).toMatchObject({
      code: 'report_malformed',
    });
  });

  it('is read whatever IAM allows in it', () => {
    const name = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        const report = parseRows([rootRow(), ...names.map((each) => userRow(each))]);
        expect(report.users.map((user) => user.userName)).toEqual(names);
      }),
    );
  });
});

describe('additional credentials', () => {
  const columns = [...liveColumns, additional];
  it.each([
    ['N/A', false],
    ['', false],
    ['0', false],
    ['no_information', false],
    ['not_supported', false],
    ['2', true],
    ['1 additional access key, use ListAccessKeys', true],
  ])('%j: %s', (cell, expected) => {
    expect(parseUser({ [additional]: cell }, columns)?.hasAdditionalCredentials).toBe(expected);
  });

  it('are not assumed in a report without the column', () => {
    expect(parseUser({})?.hasAdditionalCredentials).toBe(false);
  });
});

describe('the account of a report', () => {
  it.each([
    ['of the root user', [rootRow({ arn: 'arn:aws:iam::999999999999:root' })], 2],
    [
      'of the last user',
      [rootRow(), userRow('alice'), userRow('bob', { arn: 'arn:aws:iam::999999999999:user/bob' })],
      4,
    ],
  ])('another one in the ARN %s fails the whole report', (_name, rows, line) => {
    const { code, message } = refusal(credentialReportCsv(rows));
    expect(code).toBe('report_account_mismatch');
    expect(message).toContain(`account ${reportAccountId}`);
    expect(message).toContain('account 999999999999');
    expect(message).toContain(`line ${line}`);
  });

  it.each(['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'])('may be of partition %s', (partition) => {
    const rows = [rootRow(), userRow('alice')].map((row) => ({
      ...row,
      arn: row['arn']?.replace(':aws:', `:${partition}:`) ?? '',
    }));
    expect(parseRows(rows).users[0]?.userArn).toBe(
      `arn:${partition}:iam::${reportAccountId}:user/alice`,
    );
  });
});

describe('a damaged report', () => {
  const header = liveColumns.join(',');
  const good = credentialReportCsv([rootRow(), userRow('alice', keyCells(1))]);
  it.each([
    ['empty', '', 'it is empty'],
    ['only white space', ' \r\n\n', 'it is empty'],
    ['only a byte order mark', '\uFEFF', 'it is empty'],
    ['only a header', header, 'it has no rows'],
    ['only a header and a newline', `${header}\n`, 'it has no rows'],
    ['no header', good.slice(header.length + 1), 'the header lacks user, arn'],
    ['an HTML page', '<html><body>503 Service Unavailable</body></html>', 'the header lacks'],
    ['JSON', '{"Content": "dXNlcg=="}', 'cannot be read'],
    ['base64, as the CLI prints it', 'dXNlcixhcm4sdXNlcl9jcmVhdGlvbl90aW1l', 'the header lacks'],
    [
      'a column lost',
      credentialReportCsv([rootRow()], liveColumns.toSpliced(7, 1)),
      'the header lacks mfa_active',
    ],
    [
      'a column renamed',
      good.replace('password_enabled', 'password_active'),
      'the header lacks password_enabled',
    ],
    [
      'a column doubled',
      credentialReportCsv([rootRow()], [...liveColumns, 'mfa_active']),
      'the header names mfa_active twice',
    ],
    [
      'a row doubled',
      credentialReportCsv([rootRow(), userRow('alice'), userRow('bob'), userRow('alice')]),
      'line 5',
    ],
    ['the root row doubled', credentialReportCsv([rootRow(), rootRow()]), 'stands there twice'],
    [
      'a user under two paths',
      credentialReportCsv([
        userRow('bob'),
        userRow('bob', { arn: `arn:aws:iam::${reportAccountId}:user/x/bob` }),
      ]),
      'twice',
    ],
    ['a row too short', `${good}\nbob,arn`, 'instead of 22'],
    ['a row too long', `${good},true`, 'instead of 22'],
    ['an empty line within', good.replace('\n', '\n\n'), 'instead of 22'],
    ['a quote that is never closed', good.replace('alice', '"alice'), 'Quote Not Closed'],
    [
      'the ARN of another user',
      credentialReportCsv([userRow('bob', { arn: `arn:aws:iam::${reportAccountId}:user/alice` })]),
      'is not the ARN of bob',
    ],
    [
      'a user with the ARN of root',
      credentialReportCsv([userRow('bob', { arn: `arn:aws:iam::${reportAccountId}:root` })]),
      'is not the ARN of bob',
    ],
    [
      'root with the ARN of a user',
      credentialReportCsv([rootRow({ arn: `arn:aws:iam::${reportAccountId}:user/bob` })]),
      'is not the ARN of <root_account>',
    ],
    [
      'cells between semicolons',
      credentialReportCsv([rootRow()]).replaceAll(',', ';'),
      'separated by semicolons',
    ],
    [
      'cells between tabs',
      credentialReportCsv([rootRow()]).replaceAll(',', '\t'),
      'separated by tabs',
    ],
    [
      '31 February',
      credentialReportCsv([userRow('bob', { user_creation_time: '2024-02-31T00:00:00Z' })]),
      'line 2, column user_creation_time',
    ],
  ])('%s is refused', (_name, csv, text) => {
    const { code, message } = refusal(csv);
    expect(code).toBe('report_malformed');
    expect(message).toContain(text);
    expect(message).toContain(reportAccountId);
  });

  const rows = {
    user: userRow('alice', { password_enabled: 'true', ...keyCells(1), ...keyCells(2) }),
    root: rootRow(keyCells(1)),
  };
  const cases = (['user', 'root'] as const).flatMap((row) =>
    liveColumns.flatMap((column) => ['', '???'].map((cell) => [row, column, cell] as const)),
  );
  it.each(cases)(
    'in the %s row, column %s, %j is refused, and its place is named',
    (row, column, cell) => {
      const { code, message } = refusal(credentialReportCsv([{ ...rows[row], [column]: cell }]));
      expect(code).toBe('report_malformed');
      expect(message).toContain(`line 2, column ${column}: `);
    },
  );

  it.each(['N/A', 'no_information', 'not_supported'])(
    'a user row does not take %s for a truth value',
    (cell) => {
      for (const column of liveColumns.filter((each) => /_active$|_enabled$/.test(each))) {
        expect(refusal(credentialReportCsv([userRow('alice', { [column]: cell })]))).toMatchObject({
          code: 'report_malformed',
        });
      }
    },
  );
});

describe('a report cut short', () => {
  const rows = [
    rootRow({
      password_enabled: 'true',
      password_last_used: '2026-01-01T00:00:00Z',
      ...keyCells(1),
    }),
    userRow('alice'),
    userRow('smith,pat', {
      ...keyCells(1),
      ...keyCells(2, { active: 'false' }),
      cert_2_last_rotated: '2024-02-03T04:05:06+00:00',
    }),
  ];

  it('in its header is refused', () => {
    const header = liveColumns.join(',');
    for (let length = 0; length <= header.length; length += 1) {
      expect(refusal(header.slice(0, length)).code).toBe('report_malformed');
    }
  });

  it.each([
    ['22 columns', liveColumns, '\n'],
    ['22 columns and CRLF', liveColumns, '\r\n'],
    ['23 columns', [...liveColumns, additional], '\n'],
  ])(
    'at any byte of a row, %s, is refused or yields only rows that were completely there',
    (_name, columns, newline) => {
      const csv = credentialReportCsv(rows, columns).replaceAll('\n', newline);
      const bytes = new TextEncoder().encode(csv);
      const whole = parse(csv);
      const counts = new Set<number>();
      for (let length = columns.join(',').length; length < bytes.length; length += 1) {
        const kept = readUnlessRefused(new TextDecoder().decode(bytes.subarray(0, length)));
        if (kept === null) continue;
        expect(kept.root).toEqual(whole.root);
        expect(kept.users.map(withoutFreeText)).toEqual(
          whole.users.slice(0, kept.users.length).map(withoutFreeText),
        );
        counts.add(kept.users.length);
      }
      expect([...counts]).toEqual(expect.arrayContaining([0, 1]));
    },
  );

  it('whatever its rows are, is refused or yields only rows that were completely there', () => {
    const date = fc.constantFrom('2024-02-03T04:05:06Z', '2025-12-31T23:59:59+00:00');
    const optionalDate = fc.oneof(date, fc.constantFrom('N/A', 'no_information'));
    const truth = fc.constantFrom('true', 'false', 'TRUE');
    const row = fc
      .record({
        password_enabled: truth,
        password_last_used: optionalDate,
        mfa_active: truth,
        cert_2_last_rotated: optionalDate,
      })
      .chain((cells) =>
        fc.tuple(fc.stringMatching(/^[\w+=,.@-]{1,20}$/), date).map(([name, at]) =>
          userRow(name, {
            ...cells,
            user_creation_time: at,
            ...keyCells(1, { last_rotated: at }),
          }),
        ),
      );
    fc.assert(
      fc.property(
        fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: (each) => each['user'] }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (users, part) => {
          const csv = credentialReportCsv([rootRow(), ...users]);
          const kept = readUnlessRefused(csv.slice(0, Math.floor(csv.length * part)));
          if (kept === null) return;
          const whole = parse(csv);
          expect(kept.root).toEqual(whole.root);
          expect(kept.users).toEqual(whole.users.slice(0, kept.users.length));
        },
      ),
      { numRuns: 300 },
    );
  });

  function readUnlessRefused(csv: string): CredentialReport | null {
    try {
      return parse(csv);
    } catch (error) {
      if (error instanceof CredsweepError && error.code === 'report_malformed') return null;
      throw error;
    }
  }

  /** Nothing tells where the free text of the last column ends. */
  function withoutFreeText(user: ReportedUser): ReportedUser {
    return { ...user, hasAdditionalCredentials: false };
  }
});

describe('any text at all', () => {
  it('is a report or is refused with a code', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('true', 'N/A', '2024-02-03T04:05:06Z', '"', '\n'),
    );
    const soup = fc
      .array(cell, { maxLength: 60 })
      .map((cells) => `${liveColumns.join(',')}\n${cells.join(',')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup), (csv) => {
        expect(['none', 'report_malformed', 'report_account_mismatch']).toContain(
          refusal(csv).code,
        );
      }),
    );
  });

  it('is read alike by the quick way of plain texts and by the CSV parser', () => {
    const cell = fc.oneof(
      fc.stringMatching(/^[^",\r\n\uFEFF]{0,12}$/),
      fc.constantFrom('true', 'N/A', '2024-02-03T04:05:06Z', '', '\n', '\n\n'),
    );
    const damaged = fc
      .tuple(fc.array(cell, { maxLength: 60 }), fc.boolean())
      .map(
        ([cells, isEnded]) => `${liveColumns.join(',')}\n${cells.join(',')}${isEnded ? '\n' : ''}`,
      );
    const whole = fc
      .uniqueArray(fc.stringMatching(/^[\w+=,.@-]{1,20}$/), { maxLength: 4 })
      .map((names) => credentialReportCsv([rootRow(), ...names.map((name) => userRow(name))]))
      .filter((csv) => !csv.includes('"'));
    // A byte order mark is what only the parser takes.
    const read = (csv: string) => {
      const { code, message } = refusal(csv);
      return code === 'none' ? parse(csv) : { code, message };
    };
    fc.assert(
      fc.property(fc.oneof(damaged, whole), (csv) => {
        expect(read(csv)).toEqual(read(`\uFEFF${csv}`));
      }),
      { numRuns: 500 },
    );
  });
});
