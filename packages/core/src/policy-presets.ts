import { policySchema, type Policy } from './policy.ts';

/**
 * Policies by name.
 *
 * `netwrix`: the seed product's 60 days for users and one year for keys, without grace. `cis`: CIS AWS Foundations
 * 7.0.0, 2.11 (45 days unused) and 2.12 (90 days rotation). `pci`: PCI DSS 4.0.1, 8.2.6 (90 days inactive).
 * `aws`: Security Hub IAM.3 and IAM.8 (90 days each).
 */
export const policyPresets = {
  default: definePreset({ name: 'default' }),
  netwrix: definePreset({
    name: 'netwrix',
    staleAfterDays: 60,
    keyRotationDays: 365,
    neverUsedKeyGraceDays: 0,
  }),
  cis: definePreset({ name: 'cis', staleAfterDays: 45, keyRotationDays: 90 }),
  pci: definePreset({ name: 'pci', staleAfterDays: 90, keyRotationDays: 90 }),
  aws: definePreset({ name: 'aws', staleAfterDays: 90, keyRotationDays: 90 }),
} as const satisfies Record<string, Policy>;

/** Name of a preset. */
export type PolicyPresetName = keyof typeof policyPresets;

/** Whether a text names a preset. */
export function isPolicyPresetName(name: string): name is PolicyPresetName {
  return Object.hasOwn(policyPresets, name);
}

function definePreset(thresholds: Partial<Policy>): Policy {
  return Object.freeze(policySchema.parse(thresholds));
}
