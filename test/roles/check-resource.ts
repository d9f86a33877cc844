import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

/** A resource as the schemas that AWS publishes have it. */
export type ResourceSchema = {
  /** What `!GetAtt` gives. */
  readonly attributes: ReadonlySet<string>;
  /** What is wrong with properties, one sentence each. */
  check(properties: Readonly<Record<string, unknown>>): readonly string[];
};

/** Finds the schema of a type, such as `AWS::IAM::Role`; null when AWS has none. */
export function findResourceSchema(type: string): ResourceSchema | null {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) return null;
  return {
    attributes: new Set([
      ...Object.keys(resource.attributes),
      ...(resource.primaryIdentifier ?? []),
    ]),
    check: (properties) => checkProperties(type, properties, resource.properties),
  };
}

function checkProperties(
  path: string,
  properties: Readonly<Record<string, unknown>>,
  known: PropertyTable,
): readonly string[] {
  const missing = Object.entries(known).flatMap(([name, { required }]) =>
    required === true && !(name in properties) ? [`${path} needs ${name}`] : [],
  );
  const wrong = Object.entries(properties).flatMap(([name, value]) => {
    const property = known[name];
    return property === undefined
      ? [`${path} has no ${name}`]
      : checkValue(`${path}.${name}`, value, property.type);
  });
  return [...missing, ...wrong];
}

function checkValue(path: string, value: unknown, type: PropertyType): readonly string[] {
  if (isFunction(value)) return [];
  switch (type.type) {
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((item, index) => checkValue(`${path}[${index}]`, item, type.element))
        : [`${path} is no list`];
    case 'map':
      return isObject(value)
        ? Object.entries(value).flatMap(([name, item]) =>
            checkValue(`${path}.${name}`, item, type.element),
          )
        : [`${path} is no object`];
    case 'ref': {
      const definition = database.get('typeDefinition', type.reference.$ref);
      return isObject(value)
        ? checkProperties(path, value, definition.properties)
        : [`${path} is no object`];
    }
    case 'union': {
      const tries = type.types.map((one) => checkValue(path, value, one));
      return tries.some((problems) => problems.length === 0) ? [] : (tries[0] ?? []);
    }
    case 'tag':
      return isObject(value) && 'Key' in value && 'Value' in value ? [] : [`${path} is no tag`];
    case 'string':
    case 'date-time':
      return typeof value === 'string' ? [] : [`${path} is no text`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} is neither true nor false`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${path} is no whole number`];
    case 'number':
      return typeof value === 'number' ? [] : [`${path} is no number`];
    case 'json':
      return isObject(value) ? [] : [`${path} is no object`];
    case 'null':
      return value === null ? [] : [`${path} is not nothing`];
  }
}

/** What CloudFormation puts a value in the place of. */
function isFunction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const database = loadAwsServiceSpecSync();
type PropertyTable = ReturnType<typeof database.all<'resource'>>[number]['properties'];
type PropertyType = PropertyTable[string]['type'];
