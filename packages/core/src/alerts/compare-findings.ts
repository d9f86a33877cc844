import { severities } from '../judge-severity.ts';
import type { KeyFinding } from '../key-finding.ts';

/** Orders findings for people: the gravest first, then the oldest key; a key without a date comes before all that have one. */
export function compareFindings(left: KeyFinding, right: KeyFinding): number {
  return (
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    compareAges(left.ageDays, right.ageDays) ||
    compareTexts(left.accountId, right.accountId) ||
    compareTexts(left.userName, right.userName) ||
    compareTexts(left.accessKeyId ?? '', right.accessKeyId ?? '')
  );
}

function compareAges(left: number | null, right: number | null): number {
  if (left === right) return 0;
  return (right ?? Number.POSITIVE_INFINITY) - (left ?? Number.POSITIVE_INFINITY);
}

/** The same everywhere, whatever the language of the machine. */
function compareTexts(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}
