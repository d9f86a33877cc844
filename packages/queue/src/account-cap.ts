import type { BullQueue } from './queue-engine.ts';
import type { ReportTrouble } from './report-trouble.ts';

/** A cap on the accounts that are read at the same time by all processes together. */
export interface AccountCap {
  /** Ends looking after the cap; the cap itself stays. */
  stop(): void;
}

/**
 * Sets the cap in the queue, where it holds for every process, and sets it again when the queue has lost it.
 *
 * A cap that another process has set since is left alone. 0 takes the cap away; undefined leaves it as it is.
 */
export async function holdAccountCap(
  queue: BullQueue,
  accounts: number | undefined,
  options: { readonly everyMs: number; readonly reportTrouble: ReportTrouble },
): Promise<AccountCap> {
  if (accounts === undefined) return { stop: () => undefined };
  if (accounts === 0) {
    await queue.removeGlobalConcurrency();
    return { stop: () => undefined };
  }
  await queue.setGlobalConcurrency(accounts);
  const timer = setInterval(() => {
    restoreCap(queue, accounts).catch((failure: unknown) =>
      options.reportTrouble('account cap', failure),
    );
  }, options.everyMs);
  return { stop: () => clearInterval(timer) };
}

async function restoreCap(queue: BullQueue, accounts: number): Promise<void> {
  if ((await queue.getGlobalConcurrency()) === null) await queue.setGlobalConcurrency(accounts);
}
