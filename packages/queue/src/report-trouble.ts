import { cleanText } from './clean-text.ts';
import { readErrorCode, readErrorMessage } from './backend-failure.ts';

/** A trouble with a connection that the queue itself goes on from. */
export type QueueTrouble = { readonly source: string; readonly message: string };

/** Tells of a failure of a source, if it has not been told of lately. */
export type ReportTrouble = (source: string, failure: unknown) => void;

/** Makes a reporter that passes one trouble per source and cause in `quietMs`, and then says how many it held back. */
export function limitTroubles(
  onTrouble: (trouble: QueueTrouble) => void,
  quietMs: number = defaultQuietMs,
): ReportTrouble {
  const told = new Map<string, { at: number; heldBack: number }>();
  return (source, failure) => {
    const text = describeFailure(failure);
    const key = `${source} ${text.replaceAll(/\d+/g, '')}`;
    const last = told.get(key);
    const now = Date.now();
    if (last !== undefined && now - last.at < quietMs) {
      last.heldBack += 1;
      return;
    }
    if (told.size >= maxCauses) told.clear();
    told.set(key, { at: now, heldBack: 0 });
    const more =
      last !== undefined && last.heldBack > 0 ? ` (and ${last.heldBack} more times since)` : '';
    onTrouble({ source, message: `${text}${more}` });
  };
}

function describeFailure(failure: unknown): string {
  const message = cleanText(readErrorMessage(failure), maxMessageLength);
  const code = readErrorCode(failure);
  return code === '' || message.includes(code) ? message : `${code}: ${message}`;
}

const defaultQuietMs = 10_000;
const maxCauses = 200;
const maxMessageLength = 300;
