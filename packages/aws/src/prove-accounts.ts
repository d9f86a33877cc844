import { toCredsweepError } from '@credsweep/core';
import type { AwsHub } from './aws-hub.ts';
import type { CredentialSourceOptions } from './credential-source.ts';
import type { AccessProof } from './judge-access.ts';
import { runWithin } from './run-within.ts';

/** An account that is to be tried. */
export type ProvableAccount = {
  readonly accountId: string;
  /** Null where nobody has listed the account. */
  readonly accountName: string | null;
};

/** Tries accounts, so many at a time, each for so long at most; gives what came of each, in their order. */
export async function proveAccounts(
  hub: Pick<AwsHub, 'proveAccess'>,
  accounts: readonly ProvableAccount[],
  source: CredentialSourceOptions,
  options: {
    readonly concurrency: number;
    readonly timeoutMs: number;
    readonly onProgress?: (tried: number, accounts: number) => void;
  },
): Promise<readonly AccessProof[]> {
  const proofs: AccessProof[] = [];
  const remaining = accounts.entries();
  let tried = 0;
  // Each runner takes the next account from the one iterator.
  const run = async (): Promise<void> => {
    for (const [index, { accountId, accountName }] of remaining) {
      const failure = await runWithin(options.timeoutMs, `for account ${accountId}`, (signal) =>
        hub.proveAccess(accountId, source, signal),
      ).then(() => null, toCredsweepError);
      proofs[index] = { accountId, accountName, failure };
      tried += 1;
      options.onProgress?.(tried, accounts.length);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, run));
  return proofs;
}
