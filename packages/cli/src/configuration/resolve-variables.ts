import type { PreparedValues } from '@credsweep/core';
import type { Terminal } from '../terminal.ts';

/**
 * Puts environment variables in the place of `${NAME}` in the section `alerts`, whose secrets no file holds.
 *
 * @param environment undefined takes the whole section away
 */
export function resolveVariables(
  values: unknown,
  environment: Terminal['environment'] | undefined,
): PreparedValues {
  if (typeof values !== 'object' || values === null || !('alerts' in values))
    return { values, problems: [] };
  const { alerts, ...others } = values;
  if (environment === undefined) return { values: others, problems: [] };
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
  return { values: { ...others, alerts: resolve(alerts, ['alerts']) }, problems };
}
