import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  CredsweepError,
  type Account,
  type AccountDirectory,
  type Organization,
  type Tags,
} from '@credsweep/core';
import { countRequests, type CallCounter } from './call-counter.ts';
import { classifyAwsError } from './classify-aws-error.ts';
import type { AwsCaller } from './identify-caller.ts';
import { fetchAccountPage, type AccountPage } from './fetch-account-page.ts';
import { listAccountTags } from './list-account-tags.ts';
import { openOrganization, type OpenedOrganization } from './open-organization.ts';
import { runAbortable, settleUnlessAborted } from './run-abortable.ts';
import { makeAwsError, quoteAwsError, translateAwsError } from './translate-aws-error.ts';

type AccountDirectoryParts = {
  readonly organizations: OrganizationsClient;
  readonly identifyCaller: () => Promise<AwsCaller>;
  readonly counter: CallCounter;
  /** The custom endpoint, if any, for messages. */
  readonly endpoint: string | null;
  readonly closing: AbortSignal;
  /** Clock in milliseconds. */
  readonly now: () => number;
};

/**
 * Gives the accounts of the caller's organization, or only the caller's own where there is none to list.
 *
 * Whether the accounts may be listed is only known by listing them, so the first page is fetched with
 * the description and handed on to the listing that follows.
 */
export function createAccountDirectory(parts: AccountDirectoryParts): AccountDirectory {
  const { organizations, counter, closing, endpoint } = parts;
  countRequests(organizations, counter);
  let opened: (OpenedOrganization & { readonly atMs: number }) | undefined;
  let wasListable = false;

  return {
    async describeOrganization() {
      opened = { ...(await runAbortable([closing], open)), atMs: parts.now() };
      return opened.organization;
    },
    listAccounts,
    listAccountTags: askForTags,
    takeApiCalls: () => counter.takeCalls(),
  };

  async function* listAccounts(signal: AbortSignal): AsyncGenerator<readonly Account[]> {
    signal.throwIfAborted();
    const { organization, firstPage } =
      takeOpened() ?? (await runAbortable([signal, closing], open));
    const fetchAfter = ({ nextToken }: AccountPage): Promise<AccountPage> | null =>
      nextToken === null ? null : fetchNextPage(nextToken, organization, signal);
    yield firstPage.accounts;
    // Who wants a second page wants them all: each is asked for while the one before it is being used.
    let coming = fetchAfter(firstPage);
    while (coming !== null) {
      const page: AccountPage = await coming;
      coming = fetchAfter(page);
      // It fails for whoever waits for it, and there may be nobody any more.
      coming?.catch(() => undefined);
      yield page.accounts;
    }
  }

  async function askForTags(accountId: string, signal: AbortSignal): Promise<Tags> {
    const { arn } = await settleUnlessAborted(parts.identifyCaller(), signal);
    return runAbortable([signal, closing], async (abortSignal) => {
      try {
        return await listAccountTags(organizations, accountId, abortSignal);
      } catch (error) {
        const action = 'organizations:ListTagsForResource';
        const scene = { action, accountId: null, principalArn: arn, endpoint };
        if (classifyAwsError(error) !== 'denied') throw translateAwsError(error, scene);
        const message =
          `${arn} may not call ${action}, which the owners by account tag are read with (${quoteAwsError(error)}). ` +
          'Allow it to the caller ("credsweep roles iam-json" with the same settings prints the whole policy), or scan without owners.accountTag.';
        throw makeAwsError('access_denied', message, error, scene);
      }
    });
  }

  /** What was fetched with the description, if that was just now; each first page is used once. */
  function takeOpened(): OpenedOrganization | undefined {
    const taken = opened;
    opened = undefined;
    return taken !== undefined && parts.now() - taken.atMs < openedLastsMs ? taken : undefined;
  }

  async function open(abortSignal: AbortSignal): Promise<OpenedOrganization> {
    const caller = await settleUnlessAborted(parts.identifyCaller(), abortSignal);
    const found = await openOrganization(organizations, caller, endpoint, abortSignal);
    if (found.organization.kind === 'standalone' && wasListable)
      throw lostOrganization(found.organization);
    wasListable ||= found.organization.kind === 'organization';
    return found;
  }

  async function fetchNextPage(
    token: string,
    organization: Organization,
    signal: AbortSignal,
  ): Promise<AccountPage> {
    const { arn } = await parts.identifyCaller();
    return runAbortable([signal, closing], async (abortSignal) => {
      try {
        const page = await fetchAccountPage(organizations, token, abortSignal);
        if (page.nextToken === token) throw repeatedToken(organization);
        return page;
      } catch (error) {
        const scene = {
          action: 'organizations:ListAccounts',
          accountId: null,
          principalArn: arn,
          endpoint,
        };
        if (classifyAwsError(error) !== 'denied') throw translateAwsError(error, scene);
        const message =
          `The accounts of organization ${organization.organizationId} could not be listed to the end: ` +
          `organizations:ListAccounts was denied half-way (${quoteAwsError(error)}). ` +
          'A permission was probably changed just now; check it and scan again.';
        throw makeAwsError('organization_unreadable', message, error, scene);
      }
    });
  }
}

/** Scanning one account in the name of a whole organization would look as if all others had left it. */
function lostOrganization({ notice }: Organization): CredsweepError {
  return new CredsweepError(
    'organization_unreadable',
    `The organization could be listed a while ago and no longer can. ${notice ?? ''} Give the permission back, or start credsweep anew to scan only this account.`,
    { details: { service: 'organizations', action: 'ListAccounts' } },
  );
}

function repeatedToken({ organizationId }: Organization): CredsweepError {
  return new CredsweepError(
    'aws_unexpected',
    `organizations:ListAccounts of ${organizationId} gave the same page token twice, so the list would never end. Try again; if it persists, please report it.`,
    { details: { service: 'organizations', action: 'ListAccounts' } },
  );
}

/** How long a first page may wait for the rest of its list. */
const openedLastsMs = 60_000;
