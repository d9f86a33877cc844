import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A file that a client takes at its own pace. */
export interface Download {
  readonly status: number;
  /** Takes rows, at the pace, until there are so many or the file is over; gives how many there are. */
  takeRows(rows: number): Promise<number>;
  /** Bytes taken so far. */
  countBytes(): number;
  /** Goes away in the middle of it. */
  leave(): void;
}

/** Begins to download a file. @param bytesPerSecond what the client takes at most */
export function openDownload(
  url: string,
  token: string,
  bytesPerSecond = Number.POSITIVE_INFINITY,
): Promise<Download> {
  return new Promise((resolve, reject) => {
    const sent = get(
      url,
      { agent: false, headers: { authorization: `Bearer ${token}` } },
      (answer) => {
        const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
        // The first line names the columns.
        let taken = -1;
        let bytes = 0;
        resolve({
          status: answer.statusCode ?? 0,
          takeRows: async (rows) => {
            while (taken < rows) {
              const { done, value } = await chunks.next();
              if (done === true) break;
              taken += countLines(value);
              bytes += value.length;
              await pause((value.length / bytesPerSecond) * 1000);
            }
            return taken;
          },
          countBytes: () => bytes,
          leave: () => answer.destroy(),
        });
      },
    );
    sent.on('error', reject);
  });
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  return lines;
}
