import type { AlertMessage } from './alert-message.ts';
import type { KeyFinding } from '../key-finding.ts';

/** A value as it is after a way through JSON. */
type Stored<Value> = Value extends Date
  ? string
  : Value extends readonly (infer Item)[]
    ? readonly Stored<Item>[]
    : Value extends object
      ? { readonly [Name in keyof Value]: Stored<Value[Name]> }
      : Value;

/** A message as its JSON has it. */
export type StoredAlertMessage = Stored<AlertMessage>;

/** Gives back the message that was stored as JSON. */
export function readAlertMessage(stored: StoredAlertMessage): AlertMessage {
  return {
    ...stored,
    createdAt: new Date(stored.createdAt),
    asOf: new Date(stored.asOf),
    findings: stored.findings.map(readFinding),
  };
}

function readFinding(stored: Stored<KeyFinding>): KeyFinding {
  return {
    ...stored,
    lastRotatedAt: readDate(stored.lastRotatedAt),
    lastUsedAt: readDate(stored.lastUsedAt),
    firstFlaggedAt: readDate(stored.firstFlaggedAt),
    dataAsOf: new Date(stored.dataAsOf),
  };
}

function readDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
