import { expect, test } from 'vitest';
import { openSession, readSession, sessionSeconds } from './session.ts';
import { createTokenRegister } from './token-register.ts';

const now = new Date('2026-06-15T12:00:00Z');
const ops = { name: 'ops', role: 'operator', token: 'operator-token-0123456789' } as const;
const look = { name: 'look', role: 'reader', token: 'reader-token-0123456789ab' } as const;
const tokens = createTokenRegister([ops, look]);

function open(name: string): string {
  const known = tokens.findByName(name);
  if (known === null) throw new Error(name);
  return openSession(known, now);
}

test('a session says who it is of, and its forms have a key that no other session has', () => {
  const session = readSession(open('ops'), tokens, now);
  expect(session).toMatchObject({ name: 'ops', role: 'operator', via: 'session' });
  expect(session?.formKey).toMatch(/^[\w-]{43}$/);
  expect(session?.formKey).not.toBe(readSession(open('look'), tokens, now)?.formKey);
});

test('a session ends after twelve hours', () => {
  const session = open('ops');
  const end = now.getTime() + sessionSeconds * 1000;
  expect(readSession(session, tokens, new Date(end - 1000))).not.toBeNull();
  expect(readSession(session, tokens, new Date(end))).toBeNull();
});

test('a session ends with its token, even where another token of the same name comes', () => {
  const session = open('ops');
  expect(readSession(session, createTokenRegister([look]), now)).toBeNull();
  const renewed = createTokenRegister([{ ...ops, token: 'another-token-0123456789' }]);
  expect(readSession(session, renewed, now)).toBeNull();
});

test('a role that was taken away holds at once', () => {
  const demoted = createTokenRegister([{ ...ops, role: 'reader' }]);
  expect(readSession(open('ops'), demoted, now)?.role).toBe('reader');
});

test.each([
  '',
  '.',
  'a.b.c',
  `${open('ops')}x`,
  open('ops').slice(1),
  `${Buffer.from('["ops",9999999999]').toString('base64url')}.`,
  `${open('look').split('.')[0]}.${open('ops').split('.')[1]}`,
  Buffer.from('null').toString('base64url'),
])('%j is no session', (text) => {
  expect(readSession(text, tokens, now)).toBeNull();
});

test('two tokens of one name or one text are refused', () => {
  expect(() => createTokenRegister([ops, { ...look, name: 'ops' }])).toThrow(/same name/);
  expect(() => createTokenRegister([ops, { ...look, token: ops.token }])).toThrow(/same text/);
});
