import wrapAnsi from 'wrap-ansi';
import { describeShownData } from './describe-data-age.ts';
import { plural } from './format.ts';
import type { UnreadGroup } from './group-unread-accounts.ts';
import { indentLines } from './indent-lines.ts';
import { toPrintable } from './printable.ts';
import type { UnreadAccount } from './read-unread-accounts.ts';
import type { Layout } from './terminal-style.ts';

/** Renders accounts by the code of their failure and by its message, each the most frequent first. */
export function renderUnreadAccounts(
  { title, accounts }: UnreadGroup<UnreadAccount>,
  asOf: Date,
  layout: Layout,
): string {
  const { style } = layout;
  const groups = sortBySize(Map.groupBy(accounts, ({ code }) => code ?? '')).map(
    ([code, members]) =>
      [
        ...(code === '' ? [] : [`  ${style.bad(code)}`]),
        ...renderMessages(members, asOf, layout),
      ].join('\n'),
  );
  return [style.strong(`${title} (${accounts.length})`), ...groups].join('\n');
}

function renderMessages(
  accounts: readonly UnreadAccount[],
  asOf: Date,
  layout: Layout,
): readonly string[] {
  const byMessage = sortBySize(Map.groupBy(accounts, describeWithoutId));
  const shown = byMessage.slice(0, maxMessages);
  const rest = byMessage.slice(maxMessages);
  const left = rest.reduce((sum, [, members]) => sum + members.length, 0);
  return [
    ...shown.map(([message, members]) => renderMessage(message, members, asOf, layout)),
    ...(rest.length === 0
      ? []
      : [
          `    … and ${plural(left, 'more account')} with ${plural(rest.length, 'other message')}: --table scan_coverage`,
        ]),
  ];
}

/** Of one account its own message; of several what they have in common, which names none of them. */
function renderMessage(
  common: string,
  accounts: readonly UnreadAccount[],
  asOf: Date,
  { style, width }: Layout,
): string {
  const names = accounts.slice(0, maxListed).map(({ accountId, accountName, dataAsOf }) => {
    const paint = dataAsOf === null ? style.faint : style.warning;
    return `    ${accountId} ${toPrintable(accountName)} ${paint(`(${describeShownData(dataAsOf, asOf)})`)}`;
  });
  if (accounts.length > maxListed) names.push(`    … and ${accounts.length - maxListed} more`);
  const message = toPrintable(accounts.length === 1 ? (accounts[0]?.message ?? '') : common);
  return [
    ...names,
    ...(message === '' ? [] : [style.faint(indentLines(wrapAnsi(message, width - 6), 6))]),
  ].join('\n');
}

function describeWithoutId({ accountId, message }: UnreadAccount): string {
  return message?.replaceAll(accountId, 'ACCOUNT_ID') ?? '';
}

function sortBySize(
  groups: ReadonlyMap<string, readonly UnreadAccount[]>,
): readonly (readonly [string, readonly UnreadAccount[]])[] {
  return [...groups].toSorted(([, left], [, right]) => right.length - left.length);
}

const maxListed = 8;
const maxMessages = 4;
