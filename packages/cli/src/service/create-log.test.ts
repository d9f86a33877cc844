import { describe, expect, test } from 'vitest';
import type { TextStream, Terminal } from '../terminal.ts';
import { createLog, type LogLevel } from './create-log.ts';
import { openNoticeStream } from './open-notice-stream.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const sessionToken = 'IQoJb3JpZ2luX2VjEOb//////////wEaCXVzLWVhc3QtMSJHMEUCIQ'.repeat(3);

describe('the log of a service', () => {
  test('is a JSON object per line, with time, level as a word, message and fields', () => {
    const { log, lines } = openLog();
    log.info({ scanId: 7, accountId: '200000000001', durationMs: 12 }, 'account scanned');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      level: 'info',
      scanId: 7,
      accountId: '200000000001',
      durationMs: 12,
      msg: 'account scanned',
    });
  });

  test('has nothing below its level', () => {
    const { log, lines } = openLog({ level: 'warn' });
    log.info('not this');
    log.warn('but this');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['but this']);
  });

  test('is a short line for a person at a terminal, coloured only where that is wanted', () => {
    const watched = openLog({ isTTY: true, environment: { NO_COLOR: '1' } });
    watched.log.warn({ scanId: 7, code: 'throttled' }, 'job will be tried again');
    expect(watched.lines).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d WARN  job will be tried again {2}scanId=7 code=throttled\n$/,
      ),
    ]);
    const coloured = openLog({ isTTY: true });
    coloured.log.warn('hot');
    expect(coloured.lines[0]).toContain('\u001b[33mWARN ');
  });
});

describe('no secret gets into the log', () => {
  test.each([
    ['a field of that name', { password: secret }, ''],
    ['a field one level below', { session: { secretAccessKey: secret } }, ''],
    ['whole credentials', { credentials: { a: secret } }, ''],
    ['a lease token', { claim: { leaseToken: secret } }, ''],
    ['the environment', { environment: { DATABASE_URL: `postgres://u:${secret}@h/d` } }, ''],
    [
      'a URL in a message',
      {},
      `cannot reach postgresql://admin:${encodeURIComponent(secret)}@db:5432/x`,
    ],
    ['a Redis URL without a user', {}, `lost rediss://:${encodeURIComponent(secret)}@cache:6380`],
    ['a URL in a field', { reason: `redis://:${encodeURIComponent(secret)}@cache` }, ''],
    ['an assignment in a message', {}, `started with AWS_SECRET_ACCESS_KEY=${secret}`],
    ['JSON in a message', {}, `got {"SecretAccessKey":"${secret}"}`],
    ['a session token anywhere', {}, `signed with ${sessionToken}`],
  ])('%s', (_what, fields, message) => {
    for (const isTTY of [false, true]) {
      const { log, lines } = openLog({ isTTY });
      log.error(fields, message);
      const text = lines.join('');
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(secret);
      expect(text).not.toContain(encodeURIComponent(secret));
      expect(text).not.toContain(sessionToken);
    }
  });

  test('and what is none stays readable', () => {
    const { log, lines } = openLog();
    const reason =
      'arn:aws:sts::100000000001:assumed-role/scan/i may not assume arn:aws:iam::200000000001:role/OrganizationAccountAccessRole (AccessDenied). See https://example.com/a?b=c.';
    const fields = { reason, http: 'http://127.0.0.1:9464', secretCount: 3, passwordEnabled: null };
    log.warn(fields, 'account failed');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject(fields);
  });
});

test('what others tell on stderr becomes a warning per line', () => {
  const { log, lines } = openLog();
  openNoticeStream(log).write('AWS_ENDPOINT_URL is set.\nMind that.\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'warn', msg: 'AWS_ENDPOINT_URL is set.' },
    { level: 'warn', msg: 'Mind that.' },
  ]);
});

function openLog(
  options: {
    readonly level?: LogLevel;
    readonly isTTY?: boolean;
    readonly environment?: Terminal['environment'];
  } = {},
): { readonly log: ReturnType<typeof createLog>; readonly lines: string[] } {
  const lines: string[] = [];
  const stderr = {
    isTTY: options.isTTY ?? false,
    write: (text: string) => lines.push(text) > 0,
  } as unknown as TextStream;
  const terminal = { environment: options.environment ?? {}, stderr } as unknown as Terminal;
  return { log: createLog(terminal, options.level ?? 'trace'), lines };
}
