import {
  CredsweepError,
  didYouMean,
  isPolicyPresetName,
  parsePolicyFile,
  policyPresets,
  type Policy,
} from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from './configuration-schema.ts';

/** Thresholds that flags set over those of a policy. */
export type PolicyThresholds = Pick<Configuration, 'staleAfterDays' | 'keyRotationDays'>;

/** Gives the policy of a run: a preset or a file, with the thresholds that flags set. */
export async function loadPolicy(
  configuration: Configuration,
  workingFolder: string,
): Promise<Policy> {
  return setThresholds(await readPolicy(configuration.policy, workingFolder), configuration);
}

/** Reads a policy by the name of its preset or the path of its file. */
export async function readPolicy(name: string, workingFolder: string): Promise<Policy> {
  return isPolicyPresetName(name) ? policyPresets[name] : readPolicyFile(name, workingFolder);
}

/** Sets the given thresholds of a policy, and says so in its name. */
export function setThresholds(base: Policy, thresholds: PolicyThresholds): Policy {
  const { staleAfterDays, keyRotationDays } = thresholds;
  const changes = {
    ...(staleAfterDays === undefined ? {} : { staleAfterDays }),
    ...(keyRotationDays === undefined ? {} : { keyRotationDays }),
  };
  const changed = Object.entries(changes).map(([setting, value]) => `${setting} ${value}`);
  return changed.length === 0
    ? base
    : { ...base, ...changes, name: `${base.name} with ${changed.join(', ')}` };
}

async function readPolicyFile(name: string, workingFolder: string): Promise<Policy> {
  const presets = Object.keys(policyPresets);
  const yaml = await readFile(resolve(workingFolder, name), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      throw new CredsweepError(
        'policy_invalid',
        `The policy ${JSON.stringify(name)} is neither a preset (${presets.join(', ')}) nor a file that can be read: ` +
          `${error.message}${didYouMean(name, presets)}. Name a preset, or the path of a policy file.`,
        { cause: error },
      );
    },
  );
  return parsePolicyFile(yaml, name);
}
