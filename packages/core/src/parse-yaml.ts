import { LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';

/** A file that a person wrote, as values; or all that is wrong with it, each problem with its line. */
export type ParsedYaml<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What is made of the values of a file before the schema sees them, and what is wrong with some. */
export type PreparedValues = {
  readonly values: unknown;
  readonly problems: readonly {
    readonly path: readonly PropertyKey[];
    readonly message: string;
  }[];
};

/**
 * Reads YAML 1.2 by a schema; an empty file is an empty object.
 *
 * @param prepare changes values first; of a value with a problem the schema's own are left out
 */
export function parseYaml<Schema extends z.ZodType>(
  yaml: string,
  schema: Schema,
  prepare: (values: unknown) => PreparedValues = (values) => ({ values, problems: [] }),
): ParsedYaml<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      ok: false,
      problems: document.errors.map(
        (error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`,
      ),
    };
  }
  let values: unknown;
  try {
    values = document.toJS() ?? {};
  } catch (error) {
    // An alias that cannot be followed, or too many of them.
    return { ok: false, problems: [error instanceof Error ? error.message : String(error)] };
  }
  const prepared = prepare(values);
  const read = schema.safeParse(prepared.values);
  if (read.success && prepared.problems.length === 0) return { ok: true, value: read.data };
  const known = new Set(prepared.problems.map(({ path }) => path.join('.')));
  const issues = [
    ...prepared.problems.map((problem): z.core.$ZodIssue => ({
      code: 'custom',
      path: [...problem.path],
      message: problem.message,
    })),
    ...(read.error?.issues ?? []).filter(({ path }) => !known.has(path.join('.'))),
  ];
  return {
    ok: false,
    problems: issues.flatMap((issue) => describeIssue(issue, document, lines)),
  };
}

function describeIssue(
  issue: z.core.$ZodIssue,
  document: Document,
  lines: LineCounter,
): readonly string[] {
  const at = (path: readonly PropertyKey[]): string => {
    const line = findLine(document, lines, path);
    const name = path.map(String).join('.');
    return [line === null ? '' : `line ${line}: `, name === '' ? '' : `${name}: `].join('');
  };
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${at([...issue.path, key])}there is no such setting`);
  }
  return [`${at(issue.path)}${issue.message}`];
}

/** The line of the value at a path, or of the nearest value around it. */
function findLine(
  document: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const start = (node as { range?: readonly number[] | null } | undefined)?.range?.[0];
    if (start !== undefined) return lines.linePos(start).line;
  }
  return null;
}
