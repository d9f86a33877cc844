import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CredsweepError } from './credsweep-error.ts';
import { parsePolicyFile, policyFileSchema } from './parse-policy-file.ts';
import { policyPresets, type PolicyPresetName } from './policy-presets.ts';
import { policySchema, type Policy } from './policy.ts';

function parse(yaml: string): Policy {
  return parsePolicyFile(yaml, 'policy.yaml');
}

/** The problems that the message lists, one by one. */
function problems(yaml: string): readonly string[] {
  try {
    parse(yaml);
  } catch (error) {
    if (!(error instanceof CredsweepError)) throw error;
    expect(error.code).toBe('policy_invalid');
    expect(error.message).toContain('The policy file policy.yaml cannot be used:\n');
    const listed = error.message.split('\n').filter((line) => line.startsWith('  '));
    expect(error.details).toEqual({ problems: listed.length });
    return listed.map((line) => line.trim());
  }
  return [];
}

describe('a policy file', () => {
  it.each([
    ['empty', ''],
    ['only a comment', '# nothing yet\n'],
    ['only a document start', '---\n'],
    ['an empty mapping', '{}'],
    ['null', 'null'],
  ])('that is %s is the default policy', (_name, yaml) => {
    expect(parse(yaml)).toEqual({ ...policyPresets.default, name: 'default with policy.yaml' });
  });

  it.each(Object.keys(policyPresets) as PolicyPresetName[])(
    'that only names the preset %s is that preset',
    (preset) => {
      expect(parse(`preset: ${preset}`)).toEqual({
        ...policyPresets[preset],
        name: `${preset} with policy.yaml`,
      });
    },
  );

  it('changes only what it names', () => {
    expect(parse('preset: netwrix\nkeyRotationDays: 30\n')).toEqual({
      ...policyPresets.netwrix,
      name: 'netwrix with policy.yaml',
      keyRotationDays: 30,
    });
  });

  it('may say everything', () => {
    const yaml = `
      preset: pci
      name: house rules
      staleRule: activity
      staleAfterDays: 30
      keyRotationDays: 180
      neverUsedKeyGraceDays: 1
      includeInactiveKeys: true
      ageBandsDays: [30, 60]
      exemptions:
        - account: "012345678901"
          user: svc-*
          reason: |
            agreed with the owner
          expires: 2026-12-31
    `;
    expect(parse(yaml)).toEqual({
      name: 'house rules',
      staleRule: 'activity',
      staleAfterDays: 30,
      keyRotationDays: 180,
      neverUsedKeyGraceDays: 1,
      includeInactiveKeys: true,
      ageBandsDays: [30, 60],
      exemptions: [
        {
          account: '012345678901',
          user: 'svc-*',
          reason: 'agreed with the owner\n',
          expires: '2026-12-31',
        },
      ],
    });
  });

  it('with a very long name of its own gives a policy all the same', () => {
    expect(parsePolicyFile('preset: cis', `/etc/${'x'.repeat(300)}.yaml`)).toMatchObject({
      staleAfterDays: 45,
    });
  });
});

describe('the problems of a policy file', () => {
  it.each([
    [
      'an unknown setting',
      'preset: cis\nstaleDays: 60',
      /^policy\.yaml:2:\d+: staleDays: there is no such setting/,
    ],
    [
      'an unknown preset',
      'preset: nist',
      /^policy.yaml:1:9: preset: is none of default, netwrix, cis/,
    ],
    [
      'a wrong type',
      'staleAfterDays: "60"',
      /^policy\.yaml:1:\d+: staleAfterDays: is not a number$/,
    ],
    [
      'a setting without a value',
      'name: x\nstaleAfterDays:\n',
      /^policy\.yaml:2:\d+: staleAfterDays: is not a number$/,
    ],
    [
      'bands that descend',
      '\n\nageBandsDays: [90, 30]',
      /^policy\.yaml:3:\d+: ageBandsDays: the bounds must ascend/,
    ],
    [
      'a day that there is not',
      'exemptions:\n  - user: x\n    reason: x\n    expires: 2026-02-31',
      /^policy\.yaml:4:\d+: exemptions\.0\.expires: .*date/,
    ],
    [
      'a missing expiry',
      'exemptions:\n  - user: x\n    reason: x',
      /^policy\.yaml:2:\d+: exemptions\.0\.expires: /,
    ],
    [
      'an exemption of nothing in particular',
      'exemptions:\n  - reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0: name an account, a user, a key or a tag/,
    ],
    [
      'an account id without quotes, which YAML takes for a number',
      'exemptions:\n  - account: 012345678901\n    reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0\.account: put it in quotes, for YAML reads it as a number/,
    ],
    [
      'a setting of an exemption that there is not',
      'exemptions:\n  - role: x\n    user: y\n    reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0\.role: there is no such setting/,
    ],
    [
      'an exemption by a tag without a key',
      'exemptions:\n  - tag: { value: x }\n    reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0\.tag\.key: is missing$/,
    ],
    [
      'an exemption by a tag as one text',
      'exemptions:\n  - tag: purpose=x\n    reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0\.tag: is not a group of settings/,
    ],
    [
      'a value of a tag without quotes, which YAML takes for a truth value',
      'exemptions:\n  - tag: { key: keep, value: true }\n    reason: x\n    expires: 2026-12-31',
      /^policy\.yaml:2:\d+: exemptions\.0\.tag\.value: put it in quotes, for YAML does not read it as text/,
    ],
    ['broken YAML', 'preset: cis\nageBandsDays: [90,', /^policy\.yaml:2:\d+: /],
  ])('%s', (_name, yaml, problem) => {
    const [only, ...others] = problems(yaml);
    expect(others).toEqual([]);
    expect(only).toMatch(problem);
  });

  it('are all told at once, each with its line', () => {
    const yaml = [
      'preset: nist',
      'staleAfterDays: soon',
      'keyRotationDays: -1',
      'exemptions:',
      '  - user: x',
      '    expires: tomorrow',
      '  - account: 123456789012',
      '    reason: x',
      '    expires: 2026-12-31',
      'colour: red',
      'size: 3',
    ].join('\n');
    expect(
      problems(yaml)
        .map((problem) =>
          problem
            .split(/:\d+: |: /)
            .slice(0, 2)
            .join(' '),
        )
        .toSorted(),
    ).toEqual([
      'policy.yaml:1 preset',
      'policy.yaml:10 colour',
      'policy.yaml:11 size',
      'policy.yaml:2 staleAfterDays',
      'policy.yaml:3 keyRotationDays',
      'policy.yaml:5 exemptions.0.reason',
      'policy.yaml:6 exemptions.0.expires',
      'policy.yaml:7 exemptions.1.account',
    ]);
  });

  it('never make anything but a refusal with a code', () => {
    const line = fc.tuple(
      fc.constantFrom(
        'preset',
        'name',
        'staleAfterDays',
        'exemptions',
        '- user',
        '  x',
        '&a',
        '*a',
        '%YAML 1.1',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        problems(lines.map(([key, value]) => `${key}: ${value}`).join('\n'));
      }),
    );
  });
});

describe('policyFileSchema', () => {
  it('knows every setting of a policy', () => {
    expect(Object.keys(policyFileSchema.shape).toSorted()).toEqual(
      ['preset', ...Object.keys(policySchema.shape)].toSorted(),
    );
  });

  it('gives only what was named, so that a preset is not overridden', () => {
    expect(policyFileSchema.parse({ staleAfterDays: 30 })).toEqual({
      preset: 'default',
      staleAfterDays: 30,
    });
  });

  it('any policy written as a file is read as it was', () => {
    const days = fc.integer({ min: 0, max: 36_500 });
    const policy = fc.record(
      {
        preset: fc.constantFrom(...(Object.keys(policyPresets) as PolicyPresetName[])),
        staleRule: fc.constantFrom('login', 'activity'),
        staleAfterDays: days,
        keyRotationDays: days,
        neverUsedKeyGraceDays: days,
        includeInactiveKeys: fc.boolean(),
        ageBandsDays: fc
          .uniqueArray(fc.integer({ min: 1, max: 36_500 }), { minLength: 1, maxLength: 10 })
          .map((bounds) => bounds.toSorted((a, b) => a - b)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(policy, ({ preset = 'default', ...named }) => {
        // JSON is YAML.
        const read = parse(JSON.stringify({ preset, ...named }));
        expect(read).toEqual({
          ...policyPresets[preset],
          ...named,
          name: `${preset} with policy.yaml`,
        });
      }),
    );
  });
});
