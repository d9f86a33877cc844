import type { BullQueue } from './queue-engine.ts';
import type { ReportTrouble } from './report-trouble.ts';

/** A cap on the accounts that are read at the same time by all processes together. */
export interface AccountCap {
  /** Whether there is one, as it was known at the last look. */
  isSet(): boolean;
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
  if (accounts === 0) await queue.removeGlobalConcurrency();
  else if (accounts !== undefined) await queue.setGlobalConcurrency(accounts);
  let isSet = (await queue.getGlobalConcurrency()) !== null;
  const look = async (): Promise<void> => {
    isSet = (await queue.getGlobalConcurrency()) !== null;
    if (isSet || accounts === undefined || accounts === 0) return;
    await queue.setGlobalConcurrency(accounts);
    isSet = true;
  };
  const timer = setInterval(() => {
    look().catch((failure: unknown) => options.reportTrouble('account cap', failure));
  }, options.everyMs);
  return { isSet: () => isSet, stop: () => clearInterval(timer) };
}
