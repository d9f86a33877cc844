import { fileURLToPath } from 'node:url';
import {
  startCredsweep,
  type CredsweepOptions,
  type CredsweepProcess,
} from '../../packages/testkit/src/run-credsweep.ts';

/** Starts `quick-worker.ts` as a process of its own. */
export function startQuickWorker(
  concurrency: number,
  options: Omit<CredsweepOptions, 'program'>,
): CredsweepProcess {
  return startCredsweep([String(concurrency)], { ...options, program: quickWorker });
}

const quickWorker = fileURLToPath(new URL('quick-worker.ts', import.meta.url));
