import type { Logger } from 'pino';
import { Writable } from 'node:stream';
import type { TextStream } from '../terminal.ts';

/** Gives a stream whose lines go to the log as warnings, for whoever tells people things on stderr. */
export function openNoticeStream(log: Logger): TextStream {
  return new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      for (const line of text.split('\n')) if (line.trim() !== '') log.warn(line.trim());
      done();
    },
  });
}
