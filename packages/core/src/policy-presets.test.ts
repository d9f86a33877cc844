import { describe, expect, it } from 'vitest';
import { isPolicyPresetName, policyPresets, type PolicyPresetName } from './policy-presets.ts';

describe('policyPresets', () => {
  it.each([
    ['default', 60, 365, 7],
    ['netwrix', 60, 365, 0],
    ['cis', 45, 90, 7],
    ['pci', 90, 90, 7],
    ['aws', 90, 90, 7],
  ] as const)(
    '%s: stale over %i days, rotation over %i days, grace %i days',
    (name, staleAfterDays, keyRotationDays, neverUsedKeyGraceDays) => {
      expect(policyPresets[name]).toEqual({
        name,
        staleRule: 'login',
        staleAfterDays,
        keyRotationDays,
        neverUsedKeyGraceDays,
        includeInactiveKeys: false,
        ageBandsDays: [90, 180, 365],
        exemptions: [],
      });
    },
  );

  it('are these five, each under its own name', () => {
    expect(Object.keys(policyPresets)).toEqual([
      'default',
      'netwrix',
      'cis',
      'pci',
      'aws',
    ] satisfies PolicyPresetName[]);
  });

  it('cannot be changed', () => {
    expect(Object.values(policyPresets).every((preset) => Object.isFrozen(preset))).toBe(true);
  });
});

describe('isPolicyPresetName', () => {
  it.each([
    ['cis', true],
    ['CIS', false],
    ['policy.yaml', false],
    ['', false],
    ['toString', false],
    ['__proto__', false],
  ])('%j: %s', (name, expected) => {
    expect(isPolicyPresetName(name)).toBe(expected);
  });
});
