import type { ReportReader, ViewRow } from '@credsweep/core';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createViewStreams } from './stream-view.ts';

/** A view without an end, that counts how often it was asked for more, and whether it was let go. */
function openEndlessView() {
  const seen = { batches: 0, isLeft: false };
  async function* readBatches(): AsyncGenerator<readonly ViewRow[]> {
    try {
      for (;;) {
        seen.batches += 1;
        yield [[`user-${seen.batches}`]];
      }
    } finally {
      seen.isLeft = true;
    }
  }
  const reader = {
    readView: async () => ({ columns: ['user_name'], batches: readBatches() }),
  } satisfies Pick<ReportReader, 'readView'>;
  return { seen, reader: reader as unknown as ReportReader };
}

const all = { view: 'aws_staleuser_details', scanId: null } as const;
const neverBroken = (reason: Error): void => expect.unreachable(reason.message);

test('makes a piece when the one before was taken, and none ahead', async () => {
  const { seen, reader } = openEndlessView();
  const { body } = await createViewStreams().open(reader, all, neverBroken);
  const taking = body?.getReader();
  await pause(20);
  expect(seen.batches).toBe(0);
  await taking?.read();
  await taking?.read();
  await pause(20);
  expect(seen.batches).toBe(1);
  await taking?.cancel();
  expect(seen.isLeft).toBe(true);
});

test('lets go of who takes nothing any more, and gives the place to somebody else', async () => {
  const { seen, reader } = openEndlessView();
  const streams = createViewStreams(50);
  const reasons = new Set<string>();
  const open = () => streams.open(reader, all, ({ message }) => void reasons.add(message));
  const taking = (await open()).body?.getReader();
  await taking?.read();
  await taking?.read();
  const untouched = await Promise.all([open(), open(), open()]);
  expect(untouched).toHaveLength(3);
  await expect(open()).rejects.toMatchObject({ code: 'requests_too_many' });
  await expect.poll(() => seen.isLeft).toBe(true);
  expect(reasons).toEqual(new Set(['The client has taken nothing for 0.05 s.']));
  await expect.poll(() => open().then(({ status }) => status)).toBe(200);
});

test('waits for a slow client as long as it takes something', async () => {
  const { seen, reader } = openEndlessView();
  const { body } = await createViewStreams(100).open(reader, all, neverBroken);
  const taking = body?.getReader();
  for (let pieces = 0; pieces < 8; pieces += 1) {
    expect((await taking?.read())?.done).toBe(false);
    await pause(40);
  }
  expect(seen.isLeft).toBe(false);
  await taking?.cancel();
});
