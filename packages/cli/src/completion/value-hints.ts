import { policyPresets, reportViewNames } from '@credsweep/core';
import { Option, type Argument } from 'commander';
import type { Completion } from './complete-line.ts';

/** What a flag or an argument takes. */
export type ValueHint = {
  readonly values: readonly string[];
  readonly paths: Completion['paths'];
};

/** Gives what a flag or an argument takes, as far as that is known without asking a database or AWS. */
export function mayBeValues(what: Option | Argument): ValueHint {
  if (what.argChoices !== undefined) return { values: what.argChoices, paths: 'none' };
  const placeholder = what instanceof Option ? /<([^>.]+)/.exec(what.flags)?.[1] : what.name();
  const byFlag = what instanceof Option ? flagValues[what.long ?? ''] : undefined;
  if (byFlag !== undefined) return { values: byFlag, paths: 'none' };
  return placeholders[placeholder ?? ''] ?? { values: [], paths: 'none' };
}

/** By what stands in the flag's angle brackets, or by the name of the argument. */
const placeholders: Readonly<Record<string, ValueHint>> = {
  dir: { values: [], paths: 'folders' },
  file: { values: [], paths: 'files' },
  'preset|file': { values: Object.keys(policyPresets), paths: 'files' },
  view: { values: reportViewNames, paths: 'none' },
  form: { values: ['cloudformation', 'terraform', 'iam-json'], paths: 'none' },
  before: { values: ['previous', 'latest'], paths: 'none' },
  after: { values: ['previous', 'latest'], paths: 'none' },
};

/** Flags whose values are checked together with the other settings, not by the command line. */
const flagValues: Readonly<Record<string, readonly string[]>> = {
  '--key-ids': ['flagged', 'all'],
  '--fail-on': ['stale-users', 'high-risk-keys', 'new-high-risk-keys'],
  '--partition': ['aws', 'aws-us-gov', 'aws-cn', 'aws-eusc'],
};
