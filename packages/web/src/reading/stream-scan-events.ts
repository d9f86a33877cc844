import { CredsweepError, isOver } from '@credsweep/core';
import { streamSSE } from 'hono/streaming';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireScanStatus } from '../not-found.ts';
import { toScanProgress } from '../scan-words.ts';
import type { WebContext } from '../web-environment.ts';
import type { WebLog } from '../web-log.ts';

/** Streams how far scans are, as server-sent events. */
export interface ScanEventStreams {
  open(context: WebContext, scanId: number): Promise<Response>;
}

/** Opens the streams of a service; all end when the signal aborts. */
export function createScanEventStreams(log: WebLog, stopping: AbortSignal): ScanEventStreams {
  let open = 0;
  return {
    open: async (context, scanId) => {
      const sources = context.get('sources');
      const leaving = context.get('leaving');
      await requireScanStatus(sources, scanId);
      // Nobody would read the events of such a request, nor end them.
      if (context.req.method === 'HEAD')
        return context.body(null, 200, { 'content-type': 'text/event-stream' });
      if (open >= maxStreams) {
        throw new CredsweepError(
          'requests_too_many',
          `${maxStreams} pages follow scans already. Load the page again later.`,
          { details: { retryAfterSeconds: 30 } },
        );
      }
      open += 1;
      // Proxies must not keep events back.
      context.header('X-Accel-Buffering', 'no');
      return streamSSE(
        context,
        async (stream) => {
          const signal = AbortSignal.any([leaving, stopping, AbortSignal.timeout(longestMs)]);
          try {
            let last = '';
            let quietRounds = 0;
            while (!signal.aborted) {
              const status = await requireScanStatus(sources, scanId);
              const data = JSON.stringify(toScanProgress(status));
              const isNews = data !== last;
              quietRounds = isNews ? 0 : quietRounds + 1;
              if (isNews) await stream.writeSSE({ event: 'status', data });
              else if (quietRounds % roundsToBeat === 0) await stream.write(': still here\n\n');
              last = data;
              if (isOver(status.state)) {
                await stream.writeSSE({ event: 'end', data: status.state });
                return;
              }
              await sleep(pollMs, undefined, { signal }).catch(() => undefined);
            }
          } finally {
            open -= 1;
          }
        },
        async (error) => {
          if (!leaving.aborted)
            log.warn({ reason: error.message, scanId }, 'a stream of events broke');
        },
      );
    },
  };
}

const pollMs = 1_000;
const roundsToBeat = 15;
const maxStreams = 50;
/** A browser comes again by itself, and then must show its session anew. */
const longestMs = 30 * 60_000;
