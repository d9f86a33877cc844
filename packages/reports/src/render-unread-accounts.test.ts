import { expect, test } from 'vitest';
import { groupUnreadAccounts } from './group-unread-accounts.ts';
import type { UnreadAccount } from './read-unread-accounts.ts';
import { renderUnreadAccounts } from './render-unread-accounts.ts';
import { createTerminalStyle } from './terminal-style.ts';

const asOf = new Date('2026-03-01T12:00:00Z');
const layout = { style: createTerminalStyle(false), width: 100 };

function failed(accountId: string, message: string | null, code = 'access_denied'): UnreadAccount {
  return {
    accountId,
    accountName: `name-${accountId.slice(-1)}`,
    state: 'failed',
    code,
    message,
    dataAsOf: null,
  };
}

function render(...accounts: readonly UnreadAccount[]): string {
  return groupUnreadAccounts(accounts)
    .map((group) => renderUnreadAccounts(group, asOf, layout))
    .join('\n\n');
}

const id = (number: number): string => String(200_000_000_000 + number);

test('one account has its own message', () => {
  expect(render(failed(id(1), `The role may not read account ${id(1)}.`))).toBe(
    [
      'Not read (1)',
      '  access_denied',
      '    200000000001 name-1 (no data)',
      '      The role may not read account 200000000001.',
    ].join('\n'),
  );
});

test('accounts that failed for one cause share its message, which names none of them', () => {
  expect(
    render(
      failed(id(1), `arn:aws:iam::${id(1)}:role/x may not read account ${id(1)}.`),
      failed(id(2), `arn:aws:iam::${id(2)}:role/x may not read account ${id(2)}.`),
    ),
  ).toBe(
    [
      'Not read (2)',
      '  access_denied',
      '    200000000001 name-1 (no data)',
      '    200000000002 name-2 (no data)',
      '      arn:aws:iam::ACCOUNT_ID:role/x may not read account ACCOUNT_ID.',
    ].join('\n'),
  );
});

test('causes of one code are told apart, that of the most accounts first', () => {
  expect(
    render(
      failed(id(1), 'An SCP denies iam:GenerateCredentialReport.'),
      failed(id(2), 'The policy does not allow iam:GetCredentialReport.'),
      failed(id(3), 'The policy does not allow iam:GetCredentialReport.'),
    ),
  ).toBe(
    [
      'Not read (3)',
      '  access_denied',
      '    200000000002 name-2 (no data)',
      '    200000000003 name-3 (no data)',
      '      The policy does not allow iam:GetCredentialReport.',
      '    200000000001 name-1 (no data)',
      '      An SCP denies iam:GenerateCredentialReport.',
    ].join('\n'),
  );
});

test('of messages that are all different some are shown, and the others counted', () => {
  const accounts = Array.from({ length: 9 }, (_, index) => failed(id(index), `Reason ${index}.`));
  const text = render(...accounts);
  expect(text).toContain('Reason 3.');
  expect(text).not.toContain('Reason 4.');
  expect(text).toContain('    … and 5 more accounts with 5 other messages: --table scan_coverage');
});

test('of many accounts with one message some are named', () => {
  const accounts = Array.from({ length: 12 }, (_, index) => failed(id(index), 'Throttled.'));
  expect(render(...accounts)).toMatch(/ {4}… and 4 more\n {6}Throttled\.$/);
});

test('an account without code or message has its name alone', () => {
  const waiting = { ...failed(id(1), null), state: 'waiting', code: null } as const;
  expect(render(waiting)).toBe('Still waiting (1)\n    200000000001 name-1 (no data)');
});
