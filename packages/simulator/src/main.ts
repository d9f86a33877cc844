import { parseArgs } from 'node:util';
import { buildDemoOrganization } from './demo-organization.ts';
import { buildScaledOrganization } from './scaled-organization.ts';
import { startSimulator } from './start-simulator.ts';

/*
 * Runs a simulator as its own process until SIGTERM or SIGINT, and prints one JSON line that says
 * how to reach it: { endpoint, environment }.
 *   --demo                       the demo organization; otherwise a scaled one of
 *   --accounts N --users M       N accounts with M users each
 *   --port N                     default any free port
 *   --latency-min, --latency-max milliseconds each call takes
 *   --report-ready-ms N          milliseconds a credential report takes
 *   --seed N                     of the world, and of the spread of latencies
 *   --exit-with-parent           stop when standard input closes, too
 */
const { values } = parseArgs({
  options: {
    demo: { type: 'boolean', default: false },
    accounts: { type: 'string', default: '30' },
    users: { type: 'string', default: '10' },
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    'latency-min': { type: 'string', default: '0' },
    'latency-max': { type: 'string', default: '0' },
    'report-ready-ms': { type: 'string', default: '0' },
    'exit-with-parent': { type: 'boolean', default: false },
  },
});

const now = new Date();
const seed = readNumber('seed');
const organization = values.demo
  ? buildDemoOrganization({ now, seed })
  : buildScaledOrganization({
      accounts: readNumber('accounts'),
      usersPerAccount: readNumber('users'),
      now,
      seed,
    });
const simulator = await startSimulator({
  organization,
  seed,
  port: readNumber('port'),
  latency: { minMs: readNumber('latency-min'), maxMs: readNumber('latency-max') },
  report: { readyAfterMs: readNumber('report-ready-ms') },
});
const { endpoint, environment } = simulator;
process.stdout.write(`${JSON.stringify({ endpoint, environment })}\n`);

process.once('SIGTERM', stop);
process.once('SIGINT', stop);
if (values['exit-with-parent']) process.stdin.once('end', stop).resume();

function stop(): void {
  process.stdin.destroy();
  void simulator.close();
}

function readNumber(
  name: 'accounts' | 'users' | 'port' | 'seed' | 'latency-min' | 'latency-max' | 'report-ready-ms',
): number {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} must be a whole number.`);
  return value;
}
