import {
  createCheckWriter,
  isSelected,
  toCredsweepError,
  type Account,
  type AccountSelection,
  type Check,
  type Organization,
} from '@credsweep/core';
import { createAwsHub, type AwsHub, type AwsHubOptions } from './aws-hub.ts';
import { findEndpointOverrides } from './find-endpoint-overrides.ts';
import type { AwsCaller } from './identify-caller.ts';
import {
  judgeCaller,
  judgeEndpoints,
  judgeOrganization,
  judgeProofs,
  type AccessProof,
  type ProofScope,
} from './judge-access.ts';
import { proveAccounts, type ProvableAccount } from './prove-accounts.ts';
import { runWithin } from './run-within.ts';

/** What is to be checked of AWS, and how accounts are entered. */
export type AccessCheckOptions = {
  /** How to reach AWS. */
  readonly hub: AwsHubOptions;
  readonly roleName: string;
  readonly externalId: string | null;
  /** Every active account that is selected, or those named; by default the caller's own and one other. */
  readonly accounts: 'all' | 'sample' | readonly string[];
  /** Which accounts scans take. */
  readonly selection: AccountSelection;
  /** Accounts tried at the same time. */
  readonly concurrency: number;
  readonly onProgress?: (tried: number, accounts: number) => void;
  /** Of each step and of each account, the retries of the SDK included; by default 30 s. */
  readonly timeoutMs?: number;
};

/**
 * Checks for `credsweep doctor` who the caller is, which accounts it may list, and whether accounts can be read.
 *
 * The proof is AssumeRole and GenerateCredentialReport, which a scan begins with.
 */
export async function checkAccess(options: AccessCheckOptions): Promise<readonly Check[]> {
  const { timeoutMs = defaultTimeoutMs } = options;
  const hub = createAwsHub({ ...options.hub, maxConcurrentAccounts: options.concurrency });
  const endpoints = judgeEndpoints(findEndpointOverrides(options.hub.environment ?? {}));
  try {
    const caller = await runWithin(timeoutMs, 'sts:GetCallerIdentity', () => hub.identifyCaller());
    const checks = [endpoints, judgeCaller(caller, await hub.resolveRegion())];
    const [organization, listing] = await checkOrganization(hub, timeoutMs);
    checks.push(listing);
    return [
      ...checks,
      ...(await checkAccounts(hub, caller, organization, { ...options, timeoutMs })),
    ];
  } catch (thrown) {
    const error = toCredsweepError(thrown);
    return [endpoints, failBy('caller', 'AWS does not know the caller.', error)];
  } finally {
    hub.close();
  }
}

async function checkOrganization(
  hub: AwsHub,
  timeoutMs: number,
): Promise<readonly [Organization | null, Check]> {
  try {
    const organization = await runWithin(timeoutMs, 'organizations:DescribeOrganization', () =>
      hub.directory.describeOrganization(),
    );
    return [organization, judgeOrganization(organization)];
  } catch (thrown) {
    const found = 'It cannot be told whether there is an organization.';
    return [null, failBy('organization', found, toCredsweepError(thrown))];
  }
}

async function checkAccounts(
  hub: AwsHub,
  caller: AwsCaller,
  organization: Organization | null,
  options: AccessCheckOptions & { readonly timeoutMs: number },
): Promise<readonly Check[]> {
  const scope = nameScope(options.accounts);
  let accounts: readonly ProvableAccount[];
  const problems: Check[] = [];
  try {
    accounts = await chooseAccounts(hub, caller, organization, options);
  } catch (thrown) {
    const found = 'The accounts cannot be listed, so that only that of the caller was tried.';
    problems.push(failBy('accounts', found, toCredsweepError(thrown)));
    accounts = [{ accountId: caller.accountId, accountName: null }];
  }
  const { roleName, externalId, concurrency, timeoutMs, onProgress } = options;
  const proofs: readonly AccessProof[] = await proveAccounts(
    hub,
    accounts,
    { roleName, externalId, sessionName: 'credsweep-doctor' },
    { concurrency, timeoutMs, ...(onProgress === undefined ? {} : { onProgress }) },
  );
  return [...problems, ...judgeProofs(proofs, scope, caller.accountId)];
}

async function chooseAccounts(
  hub: AwsHub,
  caller: AwsCaller,
  organization: Organization | null,
  { accounts, selection }: AccessCheckOptions,
): Promise<readonly ProvableAccount[]> {
  if (accounts !== 'all' && accounts !== 'sample')
    return accounts.map((accountId) => ({ accountId, accountName: null }));
  const own = { accountId: caller.accountId, accountName: null };
  if (organization === null) return [own];
  const chosen: Account[] = [];
  await runWithin(listMs, 'organizations:ListAccounts', async (signal) => {
    for await (const page of hub.directory.listAccounts(signal)) {
      chosen.push(
        ...page.filter((account) => account.state === 'ACTIVE' && isSelected(account, selection)),
      );
      // The management account is like no other: by default it has no role.
      if (accounts === 'sample' && chosen.some(isOrdinary)) break;
    }
  });
  if (accounts === 'all') return chosen;
  const other = chosen.find(isOrdinary) ?? chosen.find(isForeign);
  return other === undefined ? [own] : [own, other];

  function isForeign({ accountId }: Account): boolean {
    return accountId !== caller.accountId;
  }
  function isOrdinary(account: Account): boolean {
    return isForeign(account) && account.accountId !== organization?.managementAccountId;
  }
}

function nameScope(accounts: AccessCheckOptions['accounts']): ProofScope {
  return accounts === 'all' || accounts === 'sample' ? accounts : 'named';
}

const { failBy } = createCheckWriter('aws');

/** Longer than the retries of the SDK take. */
const defaultTimeoutMs = 30_000;
/** Ten thousand accounts cannot be listed in less than a minute. */
const listMs = 10 * 60_000;
