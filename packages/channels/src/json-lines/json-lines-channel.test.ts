import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openAlertChannel } from '../open-alert-channel.ts';
import {
  hostileNames,
  largeMessage,
  sampleFinding,
  sampleMessage,
} from '../testing/sample-message.ts';

const never = new AbortController().signal;
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credsweep-lines-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('JSON lines', () => {
  test('are appended to a file that only its owner can read', async () => {
    const path = join(folder, 'alerts.ndjson');
    const channel = openFile(path);
    await channel.deliver(sampleMessage(), never);
    await channel.deliver(sampleMessage({ kind: 'digest' }), never);
    expect((await linesOf(path)).map(({ type }) => type)).toEqual([
      'credsweep.new_high_risk_keys',
      'credsweep.digest',
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('stay whole when many channels append at the same time', async () => {
    const path = join(folder, 'alerts.ndjson');
    const message = largeMessage(300);
    await Promise.all(Array.from({ length: 20 }, () => openFile(path).deliver(message, never)));
    const lines = await linesOf(path);
    expect(lines).toHaveLength(20);
    for (const { data } of lines) expect(data.findings).toHaveLength(300);
  });

  test('begin anew after a line that a crash has cut', async () => {
    const path = join(folder, 'alerts.ndjson');
    await writeFile(path, '{"type":"credsw');
    await openFile(path).deliver(sampleMessage(), never);
    const [cut, whole = ''] = (await readFile(path, 'utf8')).split('\n');
    expect(cut).toBe('{"type":"credsw');
    expect(JSON.parse(whole).data.messageId).toBe(sampleMessage().messageId);
  });

  test('follow a file that was rotated away', async () => {
    const path = join(folder, 'alerts.ndjson');
    const channel = openFile(path);
    await channel.deliver(sampleMessage(), never);
    await rm(path);
    await channel.deliver(sampleMessage(), never);
    expect(await linesOf(path)).toHaveLength(1);
  });

  test('have one line for each message, whatever the names', async () => {
    const path = join(folder, 'alerts.ndjson');
    const findings = hostileNames.map((name) => sampleFinding({ accountName: name }));
    await openFile(path).deliver(sampleMessage({ findings }), never);
    expect(await linesOf(path)).toHaveLength(1);
  });

  test('go to the standard output', async () => {
    const standardOutput = new PassThrough();
    const settings = { type: 'json-lines', path: '-', timeoutSeconds: 5 } as const;
    await openAlertChannel('lines', settings, { standardOutput }).deliver(sampleMessage(), never);
    standardOutput.end();
    const printed = await text(standardOutput);
    expect(printed).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(printed).data.counts.findings).toBe(5);
  });
});

describe('a file that cannot be written', () => {
  test('for its folder does not exist is refused', async () => {
    await expect(
      openFile(join(folder, 'nowhere', 'x')).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({
      code: 'alert_channel_refused',
      message: expect.stringContaining('the folder of the file does not exist'),
    });
  });

  test('for it is a folder is refused', async () => {
    await mkdir(join(folder, 'here'));
    await expect(
      openFile(join(folder, 'here')).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({ code: 'alert_channel_refused', details: { code: 'EISDIR' } });
  });

  test('for the reader of the output is gone is unreachable', async () => {
    const standardOutput = new PassThrough();
    standardOutput.on('error', () => undefined);
    standardOutput.destroy();
    const settings = { type: 'json-lines', path: '-', timeoutSeconds: 5 } as const;
    await expect(
      openAlertChannel('lines', settings, { standardOutput }).deliver(sampleMessage(), never),
    ).rejects.toMatchObject({ code: 'alert_channel_unreachable' });
  });

  test('for the program stops is not written', async () => {
    const path = join(folder, 'alerts.ndjson');
    await expect(
      openFile(path).deliver(sampleMessage(), AbortSignal.abort()),
    ).rejects.toMatchObject({ code: 'alert_channel_unreachable' });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

function openFile(path: string) {
  return openAlertChannel('lines', { type: 'json-lines', path, timeoutSeconds: 5 });
}

async function linesOf(path: string): Promise<readonly LineOfFile[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as LineOfFile);
}

type LineOfFile = {
  readonly type: string;
  readonly data: { readonly findings: readonly unknown[] };
};
