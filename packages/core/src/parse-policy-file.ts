import * as z from 'zod';
import { CredsweepError } from './credsweep-error.ts';
import { listProblems, parseYaml, type YamlProblem } from './parse-yaml.ts';
import { policySchema, type Policy } from './policy.ts';
import { policyPresets } from './policy-presets.ts';

const { shape } = policySchema;

/** A policy file may start from a preset and names only what differs; what it does not name has no default here. */
export const policyFileSchema = z.strictObject({
  preset: z
    .enum(Object.keys(policyPresets) as [keyof typeof policyPresets])
    .default('default')
    .describe('Preset that the file starts from; it names only what differs.'),
  ...({
    name: shape.name.unwrap().optional(),
    staleRule: shape.staleRule.unwrap().optional(),
    staleAfterDays: shape.staleAfterDays.unwrap().optional(),
    keyRotationDays: shape.keyRotationDays.unwrap().optional(),
    neverUsedKeyGraceDays: shape.neverUsedKeyGraceDays.unwrap().optional(),
    includeInactiveKeys: shape.includeInactiveKeys.unwrap().optional(),
    ageBandsDays: shape.ageBandsDays.unwrap().optional(),
    exemptions: shape.exemptions.unwrap().optional(),
  } satisfies Record<keyof typeof shape, z.ZodType>),
});

/**
 * Reads a policy from YAML.
 *
 * @param fileName stands in the messages
 * @throws CredsweepError `policy_invalid`; its message lists every problem with its line and column
 */
export function parsePolicyFile(yaml: string, fileName: string): Policy {
  const parsed = parseYaml(yaml, policyFileSchema);
  if (!parsed.ok) throw invalid(fileName, parsed.problems);
  const { preset, ...overrides } = parsed.value;
  const name = overrides.name ?? `${preset} with ${fileName}`.slice(0, 100);
  return policySchema.parse({ ...policyPresets[preset], ...overrides, name });
}

function invalid(fileName: string, problems: readonly YamlProblem[]): CredsweepError {
  return new CredsweepError(
    'policy_invalid',
    `The policy file ${fileName} cannot be used:\n${listProblems(fileName, problems)}\n` +
      'Mend these places, or name a preset: ' +
      `${Object.keys(policyPresets).join(', ')}.`,
    { details: { problems: problems.length } },
  );
}
