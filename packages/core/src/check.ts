import type { CredsweepError } from './credsweep-error.ts';
import type { ErrorCode } from './error-catalogue.ts';

/** How a check ended; a warning stops no scan. */
export type CheckVerdict = 'ok' | 'warning' | 'failed';

/** What a check is about. */
export type CheckSubject = 'settings' | 'database' | 'queue' | 'aws' | 'alerts';

/** What `credsweep doctor` found out about one thing; nothing in it is a secret. */
export type Check = {
  readonly subject: CheckSubject;
  /** Which thing of the subject, such as `migrations`. */
  readonly name: string;
  readonly verdict: CheckVerdict;
  /** What was found, in a sentence or two. */
  readonly found: string;
  /** What to do; null where there is nothing to do. */
  readonly advice: string | null;
  /** The code that a scan would fail with; null where it would not. */
  readonly code: ErrorCode | null;
  /** The accounts that the check speaks of. */
  readonly accountIds: readonly string[];
};

/** Makes the checks of one subject. */
export type CheckWriter = {
  readonly ok: (name: string, found: string, accountIds?: readonly string[]) => Check;
  readonly warn: (name: string, found: string, advice: string) => Check;
  readonly fail: (
    name: string,
    found: string,
    reason: { readonly code: ErrorCode; readonly advice: string },
    accountIds?: readonly string[],
  ) => Check;
  /** A check that died of an error, whose message says what to do. */
  readonly failBy: (name: string, found: string, error: CredsweepError) => Check;
};

/** Gives the writer of the checks of a subject. */
export function createCheckWriter(subject: CheckSubject): CheckWriter {
  const fail: CheckWriter['fail'] = (name, found, { code, advice }, accountIds = []) => {
    return { subject, name, verdict: 'failed', found, advice, code, accountIds };
  };
  return {
    ok: (name, found, accountIds = []) => {
      return { subject, name, verdict: 'ok', found, advice: null, code: null, accountIds };
    },
    warn: (name, found, advice) => {
      return { subject, name, verdict: 'warning', found, advice, code: null, accountIds: [] };
    },
    fail,
    failBy: (name, found, { code, message }) => fail(name, found, { code, advice: message }),
  };
}

/** The verdict of all checks together: that of the worst. */
export function judgeChecks(checks: readonly Check[]): CheckVerdict {
  if (checks.some(({ verdict }) => verdict === 'failed')) return 'failed';
  return checks.some(({ verdict }) => verdict === 'warning') ? 'warning' : 'ok';
}
