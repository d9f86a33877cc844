import type { JsonSchema } from './make-json-schemas.ts';

/** Says in a few words what a setting takes, such as `whole number, 1 to 1000`. */
export function describeType(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined)
    return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.map((option) => describeType(option)))].join(' or ');
  if (schema.type === 'array') return `list: ${describeType(schema.items as JsonSchema)}`;
  if (schema.type === 'object')
    return schema.properties === undefined ? 'names and values' : 'section';
  if (schema.type === 'integer' || schema.type === 'number') return describeNumber(schema);
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'null') return 'null';
  const format = schema.format === undefined ? undefined : formats[schema.format];
  return format ?? 'text';
}

function describeNumber({ type, minimum, maximum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  return minimum === undefined ? kind : `${kind}, ${minimum} to ${maximum}`;
}

const formats: Readonly<Record<string, string>> = {
  uri: 'address',
  date: 'date',
  ipv4: 'IP address',
  ipv6: 'IP address',
  cidrv4: 'network',
  cidrv6: 'network',
};
