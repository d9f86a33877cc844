import type { AlertChannel, AlertChannelSettings } from '@credsweep/core';
import { open, type FileHandle } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { writeAlertEvent } from '../alert-event.ts';
import { channelRefused, channelUnreachable } from '../channel-failures.ts';
import type { ChannelOptions } from '../channel-options.ts';
import type { ChannelPlace } from '../channel-place.ts';

/**
 * Opens a file, or the standard output, that each message is appended to as one line of JSON. Whoever reads it leaves
 * out, by `data.messageId`, what it has already.
 */
export function openJsonLinesChannel(
  name: string,
  { path }: Extract<AlertChannelSettings, { type: 'json-lines' }>,
  { standardOutput = process.stdout }: ChannelOptions,
): AlertChannel {
  const toStandardOutput = path === '-';
  const where = toStandardOutput ? 'standard output' : path;
  return {
    name,
    deliver: async (message, signal) => {
      const place = { name, type: 'json-lines', where, kind: message.kind } as const;
      if (signal.aborted) throw channelUnreachable(place, 'the program was stopped');
      const line = `${writeAlertEvent(message, Number.POSITIVE_INFINITY)}\n`;
      try {
        await (toStandardOutput ? print(standardOutput, line) : append(path, line));
      } catch (error) {
        throw translateFileError(place, error);
      }
    },
    close: () => undefined,
  };
}

async function print(output: Writable, line: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    output.write(line, (error) => (error ? reject(error) : resolve()));
  });
}

/** Opens the file anew each time, so that it can be rotated. */
async function append(path: string, line: string): Promise<void> {
  const file = await open(path, 'a+', 0o600);
  try {
    const bytes = Buffer.from((await endsInLine(file)) ? line : `\n${line}`);
    // One call: the system appends it as a whole, whoever else appends.
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length)
      throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
    await file.sync().catch(ignoreUnsyncable);
  } finally {
    await file.close();
  }
}

/** False after a crash or a full disk in the middle of a line. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const status = await file.stat();
  if (!status.isFile() || status.size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, status.size - 1);
  return buffer.toString() === '\n';
}

/** A pipe or device cannot be synced. */
function ignoreUnsyncable(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EINVAL' && error.code !== 'ENOTSUP') throw error;
}

function translateFileError(place: ChannelPlace, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  const details = code === null ? {} : { code };
  const cause = code === null ? undefined : finalCauses[code];
  if (cause !== undefined) return channelRefused(place, `${code}`, cause, details);
  return channelUnreachable(place, `it cannot be written to (${code ?? String(error)})`, {
    cause: error,
    details,
  });
}

const finalCauses: Readonly<Record<string, string>> = {
  ENOENT: 'the folder of the file does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'the path is that of a folder',
  EACCES: 'this user may not write to the file',
  EPERM: 'this user may not write to the file',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the path is too long',
};
