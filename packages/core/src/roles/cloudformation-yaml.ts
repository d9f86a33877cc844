import { Document, isMap, isScalar, Scalar, visit, type YAMLSeq } from 'yaml';

/** A reference to a parameter, a resource or a pseudo parameter of CloudFormation. */
export function refer(name: string): Scalar {
  return tagScalar('!Ref', name);
}

/** The name of a condition. */
export function nameCondition(name: string): Scalar {
  return tagScalar('!Condition', name);
}

/** A function of CloudFormation over a list of arguments, such as `!Equals`. */
export function callFunction(tag: `!${string}`, args: readonly unknown[]): YAMLSeq {
  const call = new Document(args).contents as unknown as YAMLSeq;
  call.flow = true;
  call.tag = tag;
  return call;
}

/** Text that keeps its lines, as a template inside a template does. */
export function keepLines(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = 'BLOCK_LITERAL';
  return scalar;
}

/**
 * Prints a template as YAML; texts with a pseudo parameter, such as `${AWS::Partition}`, become `!Sub`.
 *
 * Whatever a reader of YAML 1.1 takes for a number, a date or a truth value is quoted, for CloudFormation is one.
 */
export function printCloudFormation(
  template: Readonly<Record<string, unknown>>,
  { comment = null, spaced = false }: PrintOptions = {},
): string {
  const document = new Document(template, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      const { value } = node;
      if (key === 'key' || node.type === 'BLOCK_LITERAL' || typeof value !== 'string') return;
      if (value.includes('${AWS::')) node.tag = '!Sub';
    },
  });
  if (spaced && isMap(document.contents)) {
    for (const { key } of document.contents.items.slice(1))
      if (isScalar(key)) key.spaceBefore = true;
  }
  if (comment !== null) document.commentBefore = comment;
  return document.toString({ lineWidth: 0, singleQuote: true });
}

type PrintOptions = {
  /** Lines above the template, without their `#`. */
  readonly comment?: string | null;
  /** Whether a blank line stands before each section. */
  readonly spaced?: boolean;
};

function tagScalar(tag: `!${string}`, value: string): Scalar {
  const scalar = new Scalar(value);
  scalar.tag = tag;
  return scalar;
}
