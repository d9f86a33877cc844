import { LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';

/** A file that a person wrote, as values; or all that is wrong with it, each problem with its line. */
export type ParsedYaml<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads YAML 1.2 by a schema; an empty file is an empty object. */
export function parseYaml<Schema extends z.ZodType>(
  yaml: string,
  schema: Schema,
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
  const read = schema.safeParse(values);
  if (read.success) return { ok: true, value: read.data };
  return {
    ok: false,
    problems: read.error.issues.flatMap((issue) => describeIssue(issue, document, lines)),
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
