import { describeType } from './describe-type.ts';
import type { JsonSchema } from './make-json-schemas.ts';
import { toMarkdownCell, toMarkdownTable } from './markdown-text.ts';

/** What stands beside a setting, by its path, such as `owners.userTag`. */
export type SettingNotes = {
  /** Defaults that the schema does not know. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The option of the command line that sets it; undefined where there is none. */
  readonly optionOf: (path: string) => string | undefined;
};

/** Renders the settings of an object as a table, then each section below it under its own heading. */
export function renderSettings(
  schema: JsonSchema,
  notes: SettingNotes,
  path = '',
): readonly string[] {
  const properties = readProperties(schema);
  const toPath = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const hasOptions = properties.some(([name]) => notes.optionOf(toPath(name)) !== undefined);
  const rows = properties.map(([name, setting]) => {
    const standard = notes.defaults[toPath(name)] ?? setting.default;
    const isRequired = schema.required?.includes(name) === true;
    const option = notes.optionOf(toPath(name));
    return [
      `\`${name}\``,
      ...(hasOptions ? [option === undefined ? '' : `\`${option}\``] : []),
      `${describeType(setting)}${isRequired ? ', **required**' : ''}`,
      isNothing(standard) ? '' : `\`${JSON.stringify(standard).replaceAll('"', '')}\``,
      toMarkdownCell(readDescription(name, setting)),
    ];
  });
  const header = ['key', ...(hasOptions ? ['option'] : []), 'takes', 'default', 'meaning'];
  return [
    toMarkdownTable(header, rows),
    ...properties.flatMap(([name, setting]) => renderBelow(setting, notes, toPath(name))),
  ];
}

/** Sections in the place of a setting, in a list of it, or under names of the reader's own. */
function renderBelow(setting: JsonSchema, notes: SettingNotes, path: string): readonly string[] {
  if (setting.properties !== undefined)
    return [`### \`${path}\``, ...renderSettings(setting, notes, path)];
  const item = setting.items as JsonSchema | undefined;
  if (item?.properties !== undefined)
    return [`### \`${path}[]\``, ...renderSettings(item, notes, `${path}[]`)];
  const named = setting.additionalProperties;
  if (typeof named !== 'object' || named.oneOf === undefined) return [];
  return renderKinds(named.oneOf, notes, `${path}.NAME`);
}

/** Kinds of a section: what all have, then what each has besides. */
function renderKinds(
  kinds: readonly JsonSchema[],
  notes: SettingNotes,
  path: string,
): readonly string[] {
  const [first = {}, ...others] = kinds;
  const isShared = (name: string): boolean =>
    name !== 'type' &&
    others.every(({ properties }) => name in (properties ?? {})) &&
    others.every(
      ({ properties }) =>
        JSON.stringify(properties?.[name]) === JSON.stringify(first.properties?.[name]),
    );
  const pick = (kind: JsonSchema, wanted: (name: string) => boolean): JsonSchema => ({
    ...kind,
    properties: Object.fromEntries(readProperties(kind).filter(([name]) => wanted(name))),
  });
  return [
    `### \`${path}\``,
    'Every channel, whatever its type:',
    ...renderSettings(pick(first, isShared), notes, path),
    ...kinds.flatMap((kind) => [
      `### \`${path}\` of type ${describeType(kind.properties?.['type'] as JsonSchema)}`,
      ...renderSettings(
        pick(kind, (name) => name !== 'type' && !isShared(name)),
        notes,
        path,
      ),
    ]),
  ];
}

function readProperties(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(schema.properties ?? {}) as [string, JsonSchema][];
}

function readDescription(name: string, { description }: JsonSchema): string {
  if (description !== undefined) return description;
  throw new Error(
    `The setting ${name} has no description: give it one with .describe() in its schema.`,
  );
}

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    JSON.stringify(value) === '{}' ||
    JSON.stringify(value) === '[]'
  );
}
