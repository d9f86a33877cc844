import type { FindingWords } from './finding-words.ts';

/** An account that should have been read and was not; silence about its keys and users means nothing. */
export type UnreadAccountFinding = {
  readonly accountId: string;
  readonly accountName: string;
  readonly organizationPath: string | null;
  readonly state: 'waiting' | 'failed';
  /** Such as `role_missing_or_denied`; null for an account that still waits. */
  readonly code: string | null;
  readonly message: string | null;
  /** What to do about it, in a sentence. */
  readonly advice: string;
  /** Time of the scan. */
  readonly asOf: Date;
};

/** Says that an account was not read and why. */
export function explainUnreadAccount(
  account: UnreadAccountFinding,
): Omit<FindingWords, 'remediationUrl'> {
  const why = account.message ?? (account.state === 'waiting' ? 'It was not its turn yet.' : '');
  return {
    title: `Account ${account.accountName} (${account.accountId}) was not read`,
    description: [
      `The scan has no new data of this account, so that no finding there does not mean that there is nothing to find`,
      `${account.code ?? account.state}: ${why}`,
    ].join('. '),
    remediation: account.advice,
  };
}
