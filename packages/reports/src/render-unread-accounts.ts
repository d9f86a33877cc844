import wrapAnsi from 'wrap-ansi';
import { describeShownData } from './describe-data-age.ts';
import { plural } from './format.ts';
import type { UnreadGroup } from './group-unread-accounts.ts';
import { indentLines } from './indent-lines.ts';
import { toPrintable } from './printable.ts';
import type { UnreadAccount } from './read-unread-accounts.ts';
import type { Layout, TerminalStyle } from './terminal-style.ts';

/** Renders accounts by the code of their failure, most frequent first, with the message of the first as advice. */
export function renderUnreadAccounts(
  { title, accounts }: UnreadGroup<UnreadAccount>,
  asOf: Date,
  { style, width }: Layout,
): string {
  const byCode = [...Map.groupBy(accounts, (account) => account.code ?? '')].toSorted(
    ([, left], [, right]) => right.length - left.length,
  );
  const groups = byCode.map(([code, members]) => {
    const names = members.slice(0, maxListed).map((account) => renderName(account, asOf, style));
    if (members.length > maxListed) names.push(`… and ${members.length - maxListed} more`);
    const messages = new Set(
      members.map(({ message, accountId }) => message?.replaceAll(accountId, '')),
    );
    const others =
      messages.size > 1
        ? ` (${plural(messages.size - 1, 'other message')}: --table scan_coverage)`
        : '';
    const advice = `${toPrintable(members[0]?.message ?? '')}${others}`;
    return [
      code === '' ? '' : `  ${style.bad(code)}`,
      ...names.map((name) => `    ${name}`),
      advice === '' ? '' : style.faint(indentLines(wrapAnsi(advice, width - 6), 6)),
    ]
      .filter((line) => line !== '')
      .join('\n');
  });
  return [style.strong(`${title} (${accounts.length})`), ...groups].join('\n');
}

function renderName(
  { accountId, accountName, dataAsOf }: UnreadAccount,
  asOf: Date,
  style: TerminalStyle,
): string {
  const shown = describeShownData(dataAsOf, asOf);
  return `${accountId} ${toPrintable(accountName)} ${(dataAsOf === null ? style.faint : style.warning)(`(${shown})`)}`;
}

const maxListed = 8;
