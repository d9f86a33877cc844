import type { ViewReading, ViewRow } from '@credsweep/core';
import { expect, test } from 'vitest';
import { joinByAccount, readAccountGroups } from './read-account-groups.ts';

/** A view of accounts and names, two rows a batch, that notes when its reading has ended. */
function openView(rows: readonly ViewRow[]): ViewReading & { readonly state: { ended: boolean } } {
  const state = { ended: false };
  async function* readBatches(): AsyncGenerator<readonly ViewRow[]> {
    try {
      for (let at = 0; at < rows.length; at += 2) yield rows.slice(at, at + 2);
    } finally {
      state.ended = true;
    }
  }
  return { columns: ['account_id', 'name'], batches: readBatches(), state };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test('rows of one account are one group, however the batches fall', async () => {
  const view = openView([
    ['1', 'a'],
    ['1', 'b'],
    ['1', 'c'],
    ['2', 'd'],
  ]);
  const groups = await collect(readAccountGroups(view));
  expect(groups.map(({ accountId, records }) => [accountId, records.length])).toEqual([
    ['1', 3],
    ['2', 1],
  ]);
  expect(await collect(readAccountGroups(openView([])))).toEqual([]);
});

test('views are read side by side, and one without an account has no rows for it', async () => {
  const views = [
    openView([
      ['1', 'a'],
      ['3', 'b'],
    ]),
    openView([]),
    openView([
      ['2', 'c'],
      ['3', 'd'],
      ['3', 'e'],
    ]),
  ];
  const joined = await collect(joinByAccount(views));
  expect(
    joined.map(({ accountId, groups }) => [
      accountId,
      ...groups.map((group) => group.records.length),
    ]),
  ).toEqual([
    ['1', 1, 0, 0],
    ['2', 0, 0, 1],
    ['3', 1, 0, 2],
  ]);
});

test('a loop that is left early ends every reading', async () => {
  const views = [1, 2].map(() =>
    openView([
      ['1', 'a'],
      ['2', 'b'],
      ['3', 'c'],
    ]),
  );
  for await (const { accountId } of joinByAccount(views)) {
    expect(accountId).toBe('1');
    break;
  }
  expect(views.map(({ state }) => state.ended)).toEqual([true, true]);
});
