import {
  CredsweepError,
  isAccountId,
  type AccountSession,
  type CredentialSource,
} from '@credsweep/core';
import { createAccountAccess, type AccountAccessParts } from './account-access.ts';
import { createCallCounter } from './call-counter.ts';
import { fetchCredentialReport } from './fetch-credential-report.ts';
import { getAccessKeyLastUsed } from './get-access-key-last-used.ts';
import { listAccessKeys } from './list-access-keys.ts';
import { listUserTags } from './list-user-tags.ts';
import type { ReportPollPace } from './report-poll-pace.ts';

/** How accounts other than the caller's own are entered. */
export type CredentialSourceOptions = {
  /** Name of the role in every account, with its path if it has one. */
  readonly roleName: string;
  readonly externalId: string | null;
  /** Shown in CloudTrail of every account, such as `credsweep-scan-12`; 2 to 64 of `[\w+=,.@-]`. */
  readonly sessionName: string;
  /** Whether sessions may read the tags of users; absent: they may not. */
  readonly readsUserTags?: boolean;
};

/** Opens accounts through AWS; each session counts its own calls and knows only its own account. */
export function createCredentialSource(
  parts: AccountAccessParts,
  pace: ReportPollPace,
  onCall?: (action: string) => void,
): CredentialSource {
  return {
    openAccount(accountId): AccountSession {
      if (!isAccountId(accountId)) {
        throw new CredsweepError(
          'internal_error',
          `"${accountId}" is not an account id (twelve digits). This is a fault of credsweep; please report it.`,
        );
      }
      const counter = createCallCounter(onCall);
      const account = createAccountAccess(parts, accountId, counter);
      return {
        accountId,
        live: true,
        fetchCredentialReport: (signal) => fetchCredentialReport(account, pace, signal),
        listAccessKeys: (userName, signal) => listAccessKeys(account, userName, signal),
        getAccessKeyLastUsed: (accessKeyId, signal) =>
          getAccessKeyLastUsed(account, accessKeyId, signal),
        listUserTags: (userName, signal) => listUserTags(account, userName, signal),
        takeApiCalls: () => counter.takeCalls(),
      };
    },
  };
}
