import { fileURLToPath } from 'node:url';
import { type CredsweepOptions, type CredsweepProcess, startCredsweep } from '@credsweep/testkit';

/** Starts `quick-worker.ts` as a process of its own. */
export function startQuickWorker(
  concurrency: number,
  options: Omit<CredsweepOptions, 'program'>,
): CredsweepProcess {
  return startCredsweep([String(concurrency)], { ...options, program: quickWorker });
}

const quickWorker = fileURLToPath(new URL('quick-worker.ts', import.meta.url));
