import type { PreparedValues } from '@credsweep/core';
import type { Terminal } from '../terminal.ts';

/** Sections whose secrets no file holds. */
export type SecretSection = (typeof secretSections)[number];

/**
 * Puts environment variables in the place of `${NAME}` in the sections that hold secrets.
 *
 * @param sections those that are wanted; the others are taken away, for their variables need not be set
 */
export function resolveVariables(
  values: unknown,
  environment: Terminal['environment'],
  sections: readonly SecretSection[],
): PreparedValues {
  if (typeof values !== 'object' || values === null) return { values, problems: [] };
  const problems: PreparedValues['problems'][number][] = [];
  const resolve = (value: unknown, path: readonly PropertyKey[]): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (reference, name: string) => {
        const found = environment[name] ?? '';
        if (found === '')
          problems.push({ path, message: `the environment variable ${name} is not set` });
        return found === '' ? reference : found;
      });
    }
    if (Array.isArray(value)) return value.map((item, index) => resolve(item, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, resolve(inner, [...path, name])]),
    );
  };
  const isSecret = (name: string): name is SecretSection =>
    (secretSections as readonly string[]).includes(name);
  const resolved = Object.entries(values)
    .filter(([name]) => !isSecret(name) || sections.includes(name))
    .map(([name, value]) => [name, isSecret(name) ? resolve(value, [name]) : value]);
  return { values: Object.fromEntries(resolved), problems };
}

const secretSections = ['alerts', 'web'] as const;
