import schema from './ocsf-1.8.0.json' with { type: 'json' };

/** Checks an event against its class in OCSF 1.8.0; gives what is wrong with it, by the path of the attribute. */
export function checkOcsfEvent(event: unknown): readonly string[] {
  const classUid = String(isObject(event) ? event['class_uid'] : undefined);
  const eventClass = (schema.classes as Readonly<Record<string, Definition>>)[classUid];
  if (!isObject(event) || eventClass === undefined) return [`class_uid: there is no ${classUid}`];
  const typeUid = Number(event['class_uid']) * 100 + Number(event['activity_id']);
  return [
    ...checkObject(event, eventClass, ''),
    ...(event['type_uid'] === typeUid ? [] : [`type_uid: is not ${typeUid}`]),
  ];
}

type Definition = {
  readonly at_least_one?: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
};

type JsonObject = Readonly<Record<string, unknown>>;

function checkObject(value: JsonObject, definition: Definition, path: string): readonly string[] {
  const problems: string[] = [];
  for (const [name, text] of Object.entries(definition.attributes))
    if (parseAttribute(text).isRequired && value[name] === undefined)
      problems.push(`${path}${name}: is required`);
  const choice = definition.at_least_one;
  if (choice !== undefined && !choice.some((name) => value[name] !== undefined))
    problems.push(`${path}: needs one of ${choice.join(', ')}`);
  for (const [name, child] of Object.entries(value)) {
    const text = definition.attributes[name];
    problems.push(
      ...(text === undefined
        ? [`${path}${name}: is not in the schema`]
        : checkAttribute(child, text, `${path}${name}`)),
      ...checkCaption(value, definition, name, path),
    );
  }
  return problems;
}

function checkAttribute(value: unknown, text: string, path: string): readonly string[] {
  const { type, isList, captions } = parseAttribute(text);
  if (isList) {
    if (!Array.isArray(value) || value.length === 0) return [`${path}: is not a list of something`];
    return value.flatMap((item, index) => checkValue(item, type, `${path}[${index}]`));
  }
  if (captions.size > 0 && !captions.has(Number(value)))
    return [`${path}: ${JSON.stringify(value)} is no choice`];
  return checkValue(value, type, path);
}

function checkValue(value: unknown, type: string, path: string): readonly string[] {
  const definition = (schema.objects as Readonly<Record<string, Definition>>)[type];
  if (definition !== undefined) {
    return isObject(value) && Object.keys(value).length > 0
      ? checkObject(value, definition, `${path}.`)
      : [`${path}: is not an object with attributes`];
  }
  const check = primitives[type];
  if (check === undefined) return [`${path}: its type ${type} is not in the fixture`];
  return check(value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${type}`];
}

/** `severity` must say what `severity_id` means, unless that is `Other`. */
function checkCaption(
  value: JsonObject,
  { attributes }: Definition,
  name: string,
  path: string,
): readonly string[] {
  const sibling = siblings[name] ?? name.replace(/_(?:id|uid)$/, '');
  const { captions } = parseAttribute(attributes[name] ?? '');
  const told = value[sibling];
  if (sibling === name || captions.size === 0 || told === undefined || value[name] === 99)
    return [];
  const caption = captions.get(Number(value[name]));
  return told === caption ? [] : [`${path}${sibling}: ${JSON.stringify(told)} is not ${caption}`];
}

function parseAttribute(text: string) {
  const [head = '', ...choices] = text.split(/ (?=\d+=)/);
  const type = /^\w*/.exec(head)?.[0] ?? '';
  return {
    type,
    isList: head.includes('[]'),
    isRequired: head.includes('!'),
    captions: new Map(
      choices
        .map((choice) => /^(\d+)=(.*?);?$/.exec(choice))
        .map((match) => [Number(match?.[1]), match?.[2]] as const),
    ),
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const siblings: Readonly<Record<string, string>> = {
  activity_id: 'activity_name',
  category_uid: 'category_name',
  class_uid: 'class_name',
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const primitives: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean_t: (value) => typeof value === 'boolean',
  integer_t: (value) => Number.isInteger(value),
  long_t: (value) => Number.isSafeInteger(value),
  // Milliseconds, so that a time in seconds is found out.
  timestamp_t: (value) => Number.isSafeInteger(value) && Number(value) > 1e11,
  string_t: (value) => typeof value === 'string',
  username_t: isText,
  resource_uid_t: isText,
  url_t: (value) => URL.canParse(String(value)),
  json_t: () => true,
  object: isObject,
};
