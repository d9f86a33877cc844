import { policyFileSchema } from '@credsweep/core';
import { configurationFileSchema } from 'credsweep/configuration-schema';
import * as z from 'zod';

/** A JSON Schema as zod writes it. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema of `credsweep.config.yaml`; strings of `alerts` and `web` may hold `${NAME}` instead. */
export function makeConfigurationJsonSchema(): JsonSchema {
  const schema = readConfigurationSchema();
  const properties = Object.entries(schema.properties ?? {}).map(([name, section]) => [
    name,
    name === 'alerts' || name === 'web' ? allowVariables(section) : section,
  ]);
  return {
    ...schema,
    title: 'credsweep.config.yaml',
    properties: Object.fromEntries(properties),
  };
}

/** The schema of a policy file. */
export function makePolicyJsonSchema(): JsonSchema {
  return { ...toJsonSchema(policyFileSchema), title: 'A policy of credsweep' };
}

/** The settings as the program checks them, with their descriptions. */
export function readConfigurationSchema(): JsonSchema {
  return toJsonSchema(configurationFileSchema);
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    // Numbers of flags are texts; those of a file are what they are made into.
    override: ({ zodSchema, jsonSchema }) => {
      if (!(zodSchema instanceof z.ZodPipe) || !(zodSchema.def.in instanceof z.ZodNumber)) return;
      const { $schema: _dialect, ...made } = z.toJSONSchema(zodSchema.def.out as z.ZodType);
      Object.assign(jsonSchema, made);
    },
  });
}

/** Whatever a text must look like: it may also hold a variable, whose value is looked at when the program starts. */
function allowVariables(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(allowVariables);
  if (typeof node !== 'object' || node === null) return node;
  const schema = Object.fromEntries(
    Object.entries(node).map(([key, child]) => [
      key,
      key === 'propertyNames' ? child : allowVariables(child),
    ]),
  );
  const isStrict = ['pattern', 'format', 'minLength'].some((rule) => rule in schema);
  if (schema['type'] !== 'string' || !isStrict) return schema;
  const { description, ...rules } = schema;
  return { description, anyOf: [rules, { type: 'string', pattern: variablePattern }] };
}

const variablePattern = String.raw`\$\{[A-Za-z_]\w*\}`;
