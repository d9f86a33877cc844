import type { ApiCalls } from '../api-calls.ts';
import type { AccessKeyStatus } from '../access-key.ts';
import type { Tags } from '../owners/tags.ts';

/** The credential report of an account, or how long to wait for it. */
export type CredentialReportReply =
  | { readonly state: 'ready'; readonly csv: string; readonly generatedAt: Date }
  | { readonly state: 'generating'; readonly retryAfterMs: number };

/** An access key as IAM lists it at this moment. */
export type LiveAccessKey = {
  readonly accessKeyId: string;
  readonly status: AccessKeyStatus;
  readonly createdAt: Date;
};

/** Last use of an access key as IAM tells it at this moment. */
export type LiveKeyUse = {
  readonly lastUsedAt: Date | null;
  readonly region: string | null;
  readonly service: string | null;
};

/** Read access to the credentials of one account, and of no other. */
export interface AccountSession {
  readonly accountId: string;
  /** Whether IAM itself can be asked; false for a folder of reports, of which nothing but the report may be asked. */
  readonly live: boolean;
  /** Asks for the report; where AWS is still generating it, says when to come back. */
  fetchCredentialReport(signal: AbortSignal): Promise<CredentialReportReply>;
  listAccessKeys(userName: string, signal: AbortSignal): Promise<readonly LiveAccessKey[]>;
  /** Null when the key does not exist any more. */
  getAccessKeyLastUsed(accessKeyId: string, signal: AbortSignal): Promise<LiveKeyUse | null>;
  /** None where the user does not exist any more. Only for a session that was opened to read tags. */
  listUserTags(userName: string, signal: AbortSignal): Promise<Tags>;
  /** The calls made for this account since the last time this was asked. */
  takeApiCalls(): ApiCalls;
}

/** Opens accounts. */
export interface CredentialSource {
  /** The session is lazy: nothing is asked of AWS before its first use. */
  openAccount(accountId: string): AccountSession;
}
