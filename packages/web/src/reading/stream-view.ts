import {
  CredsweepError,
  toCredsweepError,
  type ReportReader,
  type ReportViewName,
} from '@credsweep/core';
import { renderRows } from '@credsweep/reports';

/** Streams views as CSV, and only so many at a time, for each holds a connection of the database. */
export interface ViewStreams {
  /** @param breakOff ends the connection, so that nobody takes for whole what is cut off */
  open(
    reader: Pick<ReportReader, 'readView'>,
    what: { readonly view: ReportViewName; readonly scanId: number | null },
    breakOff: (reason: Error) => void,
  ): Promise<Response>;
  /** The same without its body, for a request by HEAD, whose body nobody would read to its end. */
  describe(view: ReportViewName, scanId: number | null): Response;
}

/**
 * Opens the streams of a service.
 *
 * @param patienceMs how long a client may take nothing; then its stream is broken, for others want its place
 */
export function createViewStreams(patienceMs = 120_000): ViewStreams {
  let open = 0;
  return {
    describe: (view, scanId) => new Response(null, { headers: writeHeaders(view, scanId) }),
    open: async (reader, { view, scanId }, breakOff) => {
      if (open >= maxStreams) {
        throw new CredsweepError(
          'requests_too_many',
          `${maxStreams} files are being downloaded already. Try again in a moment.`,
          { details: { retryAfterSeconds: 10 } },
        );
      }
      open += 1;
      try {
        const pieces = renderRows(await reader.readView(view, scanId), 'csv');
        const body = toStream(pieces, { patienceMs, breakOff, done: () => (open -= 1) });
        return new Response(body, { headers: writeHeaders(view, scanId) });
      } catch (error) {
        open -= 1;
        throw error;
      }
    },
  };
}

/** The next piece is made when the client has taken the one before; a client that goes away ends the reading. */
function toStream(
  pieces: AsyncIterable<string>,
  options: {
    readonly patienceMs: number;
    readonly breakOff: (reason: Error) => void;
    readonly done: () => void;
  },
): ReadableStream<Uint8Array> {
  const { patienceMs, breakOff, done } = options;
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  let stalled: NodeJS.Timeout | undefined;
  let isDone = false;
  const awaitClient = (): void => {
    stalled = setTimeout(() => {
      breakOff(new Error(`The client has taken nothing for ${patienceMs / 1000} s.`));
      // Where this fails, the connection of the database was lost, of which its pool tells.
      leave().catch(() => undefined);
    }, patienceMs).unref();
  };
  const finish = (): void => {
    clearTimeout(stalled);
    if (!isDone) done();
    isDone = true;
  };
  const leave = async (): Promise<void> => {
    clearTimeout(stalled);
    try {
      await iterator.return?.();
    } finally {
      finish();
    }
  };
  return new ReadableStream<Uint8Array>(
    {
      start: awaitClient,
      pull: async (controller) => {
        clearTimeout(stalled);
        try {
          const { done: atEnd, value } = await iterator.next();
          if (atEnd !== true) {
            controller.enqueue(encoder.encode(value));
            awaitClient();
            return;
          }
          finish();
          controller.close();
        } catch (error) {
          finish();
          breakOff(toCredsweepError(error));
        }
      },
      // As above: what runs in the database was ended with its connection.
      cancel: () => leave().catch(() => undefined),
    },
    { highWaterMark: 0 },
  );
}

function writeHeaders(view: ReportViewName, scanId: number | null) {
  return {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${nameFile(view, scanId)}"`,
    'cache-control': 'no-store',
  };
}

/** Of names that are known and numbers, so that nothing of a request gets into it. */
function nameFile(view: ReportViewName, scanId: number | null): string {
  return scanId === null ? `${view}.csv` : `${view}-scan-${scanId}.csv`;
}

const maxStreams = 4;
