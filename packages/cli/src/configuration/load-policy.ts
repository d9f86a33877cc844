import {
  CredsweepError,
  isPolicyPresetName,
  parsePolicyFile,
  policyPresets,
  type Policy,
} from '@credsweep/core';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Configuration } from './configuration-schema.ts';

/** Gives the policy of a run: a preset or a file, with the thresholds that flags set. */
export async function loadPolicy(
  configuration: Configuration,
  workingFolder: string,
): Promise<Policy> {
  const { policy: name, staleAfterDays, keyRotationDays } = configuration;
  const base = isPolicyPresetName(name)
    ? policyPresets[name]
    : await readPolicyFile(name, workingFolder);
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
  const yaml = await readFile(resolve(workingFolder, name), 'utf8').catch(
    (error: NodeJS.ErrnoException) => {
      throw new CredsweepError(
        'policy_invalid',
        `The policy ${JSON.stringify(name)} is neither a preset (${Object.keys(policyPresets).join(', ')}) nor a file that can be read: ` +
          `${error.message}. Name a preset, or the path of a policy file.`,
        { cause: error },
      );
    },
  );
  return parsePolicyFile(yaml, name);
}
