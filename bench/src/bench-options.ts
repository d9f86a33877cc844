import { parseArgs } from 'node:util';
import type { ProgramForm } from './stage-program.ts';

/** Where the queue is. */
export type Backend = 'redis' | 'postgres';

/** What is measured. */
export type BenchOptions = {
  readonly worlds: readonly World[];
  readonly backends: readonly Backend[];
  /** Numbers of worker processes, each of which is measured. */
  readonly workers: readonly number[];
  /** Accounts that one worker reads at the same time. */
  readonly concurrency: number;
  /** Scans of each world, one after the other; AWS makes all reports anew for each. */
  readonly scans: number;
  readonly latency: { readonly minMs: number; readonly maxMs: number };
  readonly reportReady: { readonly minMs: number; readonly maxMs: number };
  readonly seed: number;
  /** Accounts that the baselines read; 0: no baselines. */
  readonly baselineAccounts: number;
  /** Whether the pure parts are measured, too. */
  readonly pure: boolean;
  readonly program: ProgramForm;
  /** Flags of Node.js for workers. */
  readonly workerFlags: readonly string[];
  /** Folder for CPU profiles of producer and workers. */
  readonly profileFolder: string | null;
  readonly jsonFile: string | null;
};

/** A size of an organization. */
export type World = { readonly accounts: number; readonly users: number };

/** Reads the command line of the bench; throws what is wrong with it. */
export function readBenchOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({ args: [...args], options: flags });
  const quick = values.quick;
  const read = (name: keyof typeof usual): string => values[name] ?? (quick ? hasty : usual)[name];
  const accounts = readNumbers('accounts', read('accounts'));
  const users = readNumbers('users', read('users'));
  const largeUsers = readNumber('large-users', read('large-users'), 0);
  return {
    worlds: [
      ...accounts.flatMap((count) => users.map((each) => ({ accounts: count, users: each }))),
      ...(largeUsers === 0 ? [] : [{ accounts: 2, users: largeUsers }]),
    ],
    backends: readBackends(read('backend')),
    workers: readNumbers('workers', read('workers')),
    concurrency: readNumber('concurrency', read('concurrency')),
    scans: readNumber('scans', read('scans')),
    latency: readRange('latency', read('latency')),
    reportReady: readRange('report-ready', read('report-ready')),
    seed: readNumber('seed', read('seed')),
    baselineAccounts: readNumber('baseline-accounts', read('baseline-accounts'), 0),
    pure: !values['no-pure'],
    program: readProgramForm(read('program')),
    workerFlags: (values['worker-flags'] ?? imageFlags).split(' ').filter((flag) => flag !== ''),
    profileFolder: values.profile ?? null,
    jsonFile: values.json ?? null,
  };
}

/** What the flags are, for `--help` and the message about a wrong one. */
export const benchUsage = `npm run bench -- [flags]
  --accounts 100,1000        sizes of the organization
  --users 20                 users in each account
  --large-users 5000         and one world of two accounts with so many users; 0: none
  --backend redis|postgres|both
  --workers 1,2              numbers of worker processes
  --concurrency 50           accounts that each worker reads at the same time
  --scans 2                  scans of each world
  --latency 30-80            milliseconds that a call of AWS takes
  --report-ready 2000-4000   milliseconds until a credential report can be read
  --seed 1
  --baseline-accounts 10     accounts that the baselines read; 0: no baselines
  --no-pure                  leave out the pure parts
  --program image|source     measure the program as the image runs it, compiled and bundled, or the .ts files as they are
  --worker-flags="--max-semi-space-size=16"  flags of Node.js for the workers; these are those of the image
  --profile FOLDER           write CPU profiles of producer and workers
  --json FILE                write all figures as JSON, too
  --quick                    ten accounts and short waits, to see that everything works
`;

const flags = {
  accounts: { type: 'string' },
  users: { type: 'string' },
  'large-users': { type: 'string' },
  backend: { type: 'string' },
  workers: { type: 'string' },
  concurrency: { type: 'string' },
  scans: { type: 'string' },
  latency: { type: 'string' },
  'report-ready': { type: 'string' },
  seed: { type: 'string' },
  'baseline-accounts': { type: 'string' },
  'no-pure': { type: 'boolean', default: false },
  program: { type: 'string' },
  'worker-flags': { type: 'string' },
  profile: { type: 'string' },
  json: { type: 'string' },
  quick: { type: 'boolean', default: false },
} as const;

/** As the Dockerfile has them. */
const imageFlags = '--max-semi-space-size=16';

const usual = {
  accounts: '100,1000',
  users: '20',
  'large-users': '5000',
  backend: 'both',
  workers: '1,2',
  concurrency: '50',
  scans: '2',
  latency: '30-80',
  'report-ready': '2000-4000',
  seed: '1',
  'baseline-accounts': '10',
  program: 'image',
};

const hasty = {
  ...usual,
  accounts: '10',
  users: '5',
  'large-users': '0',
  workers: '1',
  latency: '1-5',
  'report-ready': '50-100',
  'baseline-accounts': '2',
  program: 'source',
} satisfies typeof usual;

function readNumbers(flag: string, text: string): readonly number[] {
  return text.split(',').map((part) => readNumber(flag, part));
}

function readNumber(flag: string, text: string, least = 1): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new Error(`--${flag} ${text}: ${text} is not a whole number from ${least} on.`);
}

function readRange(flag: string, text: string): { minMs: number; maxMs: number } {
  const [, minMs = '', maxMs = ''] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (minMs !== '' && Number(minMs) <= Number(maxMs)) {
    return { minMs: Number(minMs), maxMs: Number(maxMs) };
  }
  throw new Error(`--${flag} ${text}: give milliseconds from and to, such as 30-80.`);
}

function readProgramForm(text: string): ProgramForm {
  if (text === 'image' || text === 'source') return text;
  throw new Error(`--program ${text}: it is image or source.`);
}

function readBackends(text: string): readonly Backend[] {
  if (text === 'both') return ['redis', 'postgres'];
  if (text === 'redis' || text === 'postgres') return [text];
  throw new Error(`--backend ${text}: it is redis, postgres or both.`);
}
