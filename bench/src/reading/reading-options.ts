import { parseArgs } from 'node:util';

/** What is filled in, and what is measured. */
export type ReadingOptions = {
  readonly accounts: number;
  /** On average; accounts differ from each other by orders of magnitude. */
  readonly usersPerAccount: number;
  /** Completed scans, one week apart. */
  readonly scans: number;
  /** Measured runs of each statement, of which the median counts. */
  readonly runs: number;
  /** Seed of the random numbers, from -1 to 1. */
  readonly seed: number;
  /** Parts of the measurement, by name; empty: all. */
  readonly only: readonly string[];
  /** Folder that keeps the database for the next run; null: a temporary one. */
  readonly folder: string | null;
  readonly jsonFile: string | null;
};

/** Reads the command line of the bench of reading; throws what is wrong with it. */
export function readReadingOptions(args: readonly string[]): ReadingOptions {
  const { values } = parseArgs({ args: [...args], options: flags });
  const read = (name: keyof typeof usual): number => {
    const text = values[name] ?? (values.quick ? hasty : usual)[name];
    const number = Number(text);
    if (Number.isInteger(number) && number >= 1) return number;
    throw new Error(`--${name} ${text}: it is a whole number from 1 on.`);
  };
  const only = values.only?.split(',') ?? [];
  const wrong = only.find((part) => !(readingParts as readonly string[]).includes(part));
  if (wrong !== undefined)
    throw new Error(`--only ${wrong}: the parts are ${readingParts.join(', ')}.`);
  return {
    accounts: read('accounts'),
    usersPerAccount: read('users'),
    scans: read('scans'),
    runs: read('runs'),
    seed: 0.42,
    only,
    folder: values.folder ?? null,
    jsonFile: values.json ?? null,
  };
}

/** What can be measured apart from the rest, in this order. */
export const readingParts = ['statements', 'pages', 'programs', 'csv', 'prune'] as const;

/** What the flags are, for `--help`. */
export const readingUsage = `npm run bench:reading -- [flags]
  --accounts 10000     accounts of the organization
  --users 100          users in an account, on average; for 10 users there are 12 access keys
  --scans 12           completed scans, one week apart
  --runs 5             measured runs of each statement
  --only ${readingParts.join(',')}  parts of the measurement
  --folder FOLDER      keep the database there; the next run takes it as it is
  --json FILE          write all figures as JSON, too
  --quick              200 accounts with 20 users each and 3 scans, to see that everything works
The usual size takes 12 GB of disk and some minutes to be filled in.
`;

const flags = {
  accounts: { type: 'string' },
  users: { type: 'string' },
  scans: { type: 'string' },
  runs: { type: 'string' },
  only: { type: 'string' },
  folder: { type: 'string' },
  json: { type: 'string' },
  quick: { type: 'boolean', default: false },
} as const;

const usual = { accounts: '10000', users: '100', scans: '12', runs: '5' };
const hasty: typeof usual = { accounts: '200', users: '20', scans: '3', runs: '2' };
