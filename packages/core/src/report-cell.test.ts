import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readBooleanCell,
  readDateCell,
  readNameCell,
  readOptionalBooleanCell,
  readRequiredDateCell,
  UnreadableCellError,
} from './report-cell.ts';

const absent = ['N/A', 'no_information', 'not_supported'];
const notAbsent = ['', ' ', 'n/a', 'NA', 'null', 'N/A ', 'No_Information', 'unknown'];

describe('a date', () => {
  it.each([
    ['with Z', '2024-02-03T04:05:06Z', '2024-02-03T04:05:06.000Z'],
    [
      'with +00:00, as older reports have it',
      '2024-02-03T04:05:06+00:00',
      '2024-02-03T04:05:06.000Z',
    ],
    ['with another offset', '2024-02-03T04:05:06+02:00', '2024-02-03T02:05:06.000Z'],
    ['with milliseconds', '2024-02-03T04:05:06.789Z', '2024-02-03T04:05:06.789Z'],
    ['of 29 February in a leap year', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['of the end of a long month', '2024-12-31T23:59:59Z', '2024-12-31T23:59:59.000Z'],
    ['whose day in UTC is another', '2024-03-01T00:30:00+02:00', '2024-02-29T22:30:00.000Z'],
  ])('%s is read', (_name, cell, expected) => {
    expect(readDateCell(cell)?.toISOString()).toBe(expected);
    expect(readRequiredDateCell(cell).toISOString()).toBe(expected);
  });

  it.each([
    '2024-02-31T00:00:00Z',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-32T00:00:00Z',
    '2024-01-01T25:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00Z',
    '2024-01-01 00:00:00Z',
    '2024-01-01',
    '01/02/2024',
    '1704067200',
    '2024-01-01T00:00:00+00:0',
    ' 2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00Z\n',
    'true',
    ...notAbsent,
  ])('%j is refused', (cell) => {
    expect(() => readDateCell(cell)).toThrow(UnreadableCellError);
    expect(() => readRequiredDateCell(cell)).toThrow(
      `${JSON.stringify(cell)} is not an ISO 8601 date`,
    );
  });

  it.each(absent)('%s says that there is none', (cell) => {
    expect(readDateCell(cell)).toBeNull();
    expect(() => readRequiredDateCell(cell)).toThrow(UnreadableCellError);
  });

  it('of any moment in 200 years is read as it was written', () => {
    const date = fc.date({
      min: new Date('1970-01-01T00:00:00Z'),
      max: new Date('2170-01-01T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (written) => {
        expect(readRequiredDateCell(written.toISOString())).toEqual(written);
      }),
    );
  });

  it('cut anywhere is refused', () => {
    const cell = '2024-02-03T04:05:06+00:00';
    for (let length = 0; length < cell.length; length += 1) {
      expect(() => readDateCell(cell.slice(0, length))).toThrow(UnreadableCellError);
    }
  });
});

describe('a truth value', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['TRUE', true],
    ['FALSE', false],
    ['True', true],
  ])('%s is read', (cell, expected) => {
    expect(readBooleanCell(cell)).toBe(expected);
    expect(readOptionalBooleanCell(cell)).toBe(expected);
  });

  it.each([...notAbsent, 'yes', '1', 'tru', 'true '])('%j is refused', (cell) => {
    expect(() => readBooleanCell(cell)).toThrow(
      `${JSON.stringify(cell)} is neither true nor false`,
    );
    expect(() => readOptionalBooleanCell(cell)).toThrow(UnreadableCellError);
  });

  it.each(absent)('%s is allowed only where AWS has given it', (cell) => {
    expect(() => readBooleanCell(cell)).toThrow(UnreadableCellError);
    expect(readOptionalBooleanCell(cell)).toBeNull();
  });
});

describe('a name of a Region or service', () => {
  it.each([
    'us-east-1',
    'us-gov-west-1',
    'cn-north-1',
    's3',
    'aws-portal',
    'ecr-public',
    'lex_v2',
    'x.y:z',
  ])('%s is read', (cell) => {
    expect(readNameCell(cell)).toBe(cell);
  });

  it.each(absent)('%s says that there is none', (cell) => {
    expect(readNameCell(cell)).toBeNull();
  });

  it.each(['', ' ', 'us east', '=1+2', '<b>', 's3\n', 's3\u0000', '"s3"'])(
    '%j is refused',
    (cell) => {
      expect(() => readNameCell(cell)).toThrow(UnreadableCellError);
    },
  );
});

describe('the message of a refusal', () => {
  it('quotes no more of a cell than is needed', () => {
    expect(() => readBooleanCell('x'.repeat(5000))).toThrow(`"${'x'.repeat(60)}…" is neither`);
  });
});
