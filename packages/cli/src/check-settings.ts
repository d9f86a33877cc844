import { createCheckWriter, CredsweepError, type Check, type Policy } from '@credsweep/core';
import { describeRiskRule, describeStaleRule, plural } from '@credsweep/reports';
import type { Configuration } from './configuration/configuration-schema.ts';
import {
  applyFlags,
  configurationFileName,
  loadConfiguration,
} from './configuration/load-configuration.ts';
import { loadOwnerMap } from './configuration/load-owner-map.ts';
import { loadPolicy } from './configuration/load-policy.ts';
import type { Terminal } from './terminal.ts';

/** The settings that other checks go by, and what is wrong with them. */
export type CheckedSettings = {
  /** Flags and defaults alone where the file cannot be used. */
  readonly configuration: Configuration;
  readonly isFileUsable: boolean;
  readonly checks: readonly Check[];
};

/**
 * Checks the configuration file, the policy and the owner map that it names; nothing in them stops the other checks.
 *
 * @throws CredsweepError `usage_invalid` of flags
 */
export async function checkSettings(
  terminal: Pick<Terminal, 'workingFolder' | 'environment'>,
  flags: Readonly<Record<string, unknown>>,
): Promise<CheckedSettings> {
  const { workingFolder } = terminal;
  const byFlags = applyFlags(flags, {});
  try {
    const configuration = await loadConfiguration(workingFolder, flags);
    return {
      configuration,
      isFileUsable: true,
      checks: [
        await checkPolicy(configuration, workingFolder),
        ...(await checkOwnerMap(configuration, workingFolder)),
      ],
    };
  } catch (thrown) {
    if (!(thrown instanceof CredsweepError)) throw thrown;
    const found = `${configurationFileName} cannot be used. Its policy, owner map and alerts were not checked; the rest was, without it.`;
    return {
      configuration: byFlags,
      isFileUsable: false,
      checks: [failBy('file', found, await findEveryProblem(terminal, thrown))],
    };
  }
}

/** Only with the environment are the alerts of the file read, too: their problems are told with the others. */
async function findEveryProblem(
  { workingFolder, environment }: Pick<Terminal, 'workingFolder' | 'environment'>,
  found: CredsweepError,
): Promise<CredsweepError> {
  return loadConfiguration(workingFolder, {}, environment).then(
    () => found,
    (thrown: unknown) => (thrown instanceof CredsweepError ? thrown : found),
  );
}

async function checkPolicy(configuration: Configuration, workingFolder: string): Promise<Check> {
  try {
    return describePolicy(await loadPolicy(configuration, workingFolder), new Date());
  } catch (thrown) {
    if (!(thrown instanceof CredsweepError)) throw thrown;
    return failBy('policy', 'The policy cannot be used.', thrown);
  }
}

function describePolicy(policy: Policy, now: Date): Check {
  const { name, exemptions } = policy;
  const rules = `${name}. Stale: ${describeStaleRule(policy)}. High-risk: ${describeRiskRule(policy)}.`;
  if (exemptions.length === 0) return ok('policy', rules);
  const found = `${rules} ${plural(exemptions.length, 'exemption')}.`;
  const today = now.toISOString().slice(0, 10);
  const expired = exemptions
    .filter(({ expires }) => expires < today)
    .map(({ reason, expires }) => `${JSON.stringify(reason)}, until ${expires}`);
  if (expired.length === 0) return ok('policy', found);
  const shown = [...expired.slice(0, maxShown), ...(expired.length > maxShown ? ['…'] : [])];
  return warn(
    'policy',
    `${found} Expired: ${expired.length} (${shown.join('; ')}).`,
    'What they exempted is flagged again. Give them a later day in the policy file, or remove them.',
  );
}

async function checkOwnerMap(
  configuration: Configuration,
  workingFolder: string,
): Promise<readonly Check[]> {
  try {
    const rules = await loadOwnerMap(configuration, workingFolder);
    return rules === null
      ? []
      : [ok('owner map', `${configuration.owners?.map ?? ''}: ${plural(rules.length, 'rule')}.`)];
  } catch (thrown) {
    if (!(thrown instanceof CredsweepError)) throw thrown;
    return [failBy('owner map', 'The owner map cannot be used.', thrown)];
  }
}

const { ok, warn, failBy } = createCheckWriter('settings');
const maxShown = 3;
