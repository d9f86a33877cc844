import type { Account } from '../account.ts';
import type { ApiCalls } from '../api-calls.ts';
import type { Organization } from '../organization.ts';
import type { Tags } from '../owners/tags.ts';

/** Tells which accounts exist. */
export interface AccountDirectory {
  /** Identifies the organization of the caller; throws when the caller itself is not accepted. */
  describeOrganization(): Promise<Organization>;
  /** Lists every account, page by page, in whatever state; a page may be empty. */
  listAccounts(signal: AbortSignal): AsyncIterable<readonly Account[]>;
  /** Asks for the tags of an account; only where there is an organization, and one call for each account. */
  listAccountTags(accountId: string, signal: AbortSignal): Promise<Tags>;
  /** The calls made since the last time this was asked. */
  takeApiCalls(): ApiCalls;
}
