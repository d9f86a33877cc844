import { buildScaledOrganization, publishedRateLimits, startSimulator } from '@credsweep/simulator';
import type { CountedCalls, SimulatedLoad, SimulatorQuestion } from './simulated-load.ts';

/*
 * The simulator as a process of its own, so that its CPU time is not taken for that of credsweep. Its one argument is a
 * `SimulatedLoad`; it writes how to reach it as one line of JSON, and answers each `SimulatorQuestion`.
 */
const load = JSON.parse(process.argv[2] ?? '') as SimulatedLoad;
const { seed, latency, reportReady } = load;
const organization = buildScaledOrganization({ ...load, now: new Date() });
const accounts = [...organization.accounts.values()];
for (const [index, account] of accounts.entries()) {
  account.report.readyAfterMs =
    reportReady.minMs + spread(index) * (reportReady.maxMs - reportReady.minMs);
}
const simulator = await startSimulator({
  organization,
  seed,
  latency,
  rateLimits: publishedRateLimits,
});
process.stdout.write(`${JSON.stringify(simulator.environment)}\n`);

process.on('message', (question: SimulatorQuestion) => {
  if (question === 'begin-scan') {
    simulator.resetCalls();
    for (const account of accounts) delete account.storedReport;
  }
  process.send?.(countCalls());
});
// The bench has gone, or is done.
process.on('disconnect', () => void simulator.close());
process.on('SIGTERM', () => process.disconnect());

function countCalls(): CountedCalls {
  const { total, byAction, byAccount, throttled } = simulator.calls();
  const keyRounds = Object.values(byAccount)
    .map((calls) => Math.ceil((calls['iam:ListAccessKeys'] ?? 0) / keysAtOnce))
    .reduce((sum, rounds) => sum + rounds, 0);
  return { total, byAction, throttled, keyRounds };
}

/** Spreads numbers evenly over 0 to 1, in an order without pattern: the golden ratio's multiples. */
function spread(index: number): number {
  return ((index + seed) * 0.618_033_988_749_895) % 1;
}

const keysAtOnce = 4;
