import { CredsweepError, type ReportViewName } from '@credsweep/core';
import { renderRows } from '@credsweep/reports';
import type { WebSources } from '../web-sources.ts';

/** Streams views as CSV, and only so many at a time, for each holds a connection of the database. */
export interface ViewStreams {
  open(view: ReportViewName, scanId: number | null): Promise<Response>;
}

/** Opens the streams of a service. */
export function createViewStreams({ reader }: WebSources): ViewStreams {
  let open = 0;
  return {
    open: async (view, scanId) => {
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
        return toResponse(nameFile(view, scanId), pieces, () => (open -= 1));
      } catch (error) {
        open -= 1;
        throw error;
      }
    },
  };
}

/** The next piece is made when the client has taken the one before; a client that goes away ends the reading. */
function toResponse(name: string, pieces: AsyncIterable<string>, done: () => void): Response {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  let isDone = false;
  const finish = (): void => {
    if (!isDone) done();
    isDone = true;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done: atEnd, value } = await iterator.next();
          if (atEnd !== true) {
            controller.enqueue(encoder.encode(value));
            return;
          }
          finish();
          controller.close();
        } catch (error) {
          finish();
          controller.error(error);
        }
      },
      cancel: async () => {
        await iterator.return?.();
        finish();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  });
}

/** Of names that are known and numbers, so that nothing of a request gets into it. */
function nameFile(view: ReportViewName, scanId: number | null): string {
  return scanId === null ? `${view}.csv` : `${view}-scan-${scanId}.csv`;
}

const maxStreams = 4;
