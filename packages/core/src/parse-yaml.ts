import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type * as z from 'zod';
import { describeIssue } from './describe-issue.ts';

/** A file that a person wrote, as values; or all that is wrong with it, in the order of the file. */
export type ParsedYaml<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] };

/** What is wrong at a place of a file. */
export type YamlProblem = {
  /** Counted from 1; null where the file as a whole is meant. */
  readonly place: { readonly line: number; readonly column: number } | null;
  /** Begins with the path of the setting, such as `alerts.channels.security.url`. */
  readonly message: string;
};

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
      problems: document.errors.map(({ pos: [start], message }) => ({
        place: toPlace(lines, start),
        message,
      })),
    };
  }
  let values: unknown;
  try {
    values = document.toJS() ?? {};
  } catch (error) {
    // An alias that cannot be followed, or too many of them.
    const message = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ place: null, message }] };
  }
  const prepared = prepare(values);
  const read = schema.safeParse(prepared.values, { error: describeIssue });
  if (read.success && prepared.problems.length === 0) return { ok: true, value: read.data };
  const known = new Set(prepared.problems.map(({ path }) => path.join('.')));
  const issues = (read.error?.issues ?? []).filter(({ path }) => !known.has(path.join('.')));
  const found: readonly FoundProblem[] = [...prepared.problems, ...issues.flatMap(splitIssue)];
  const problems = found.map(({ path, message, isOfName = false }) => {
    const name = path.map(String).join('.');
    const start = (isOfName ? findName(document, path) : null) ?? findStart(document, path);
    return {
      place: toPlace(lines, start),
      message: `${name === '' ? 'the file' : `${name}:`} ${message}`,
    };
  });
  return { ok: false, problems: problems.toSorted(comparePlaces) };
}

/** Problems as `FILE:LINE:COLUMN: MESSAGE`, each a line that editors and terminals can follow. */
export function listProblems(fileName: string, problems: readonly YamlProblem[]): string {
  return problems
    .map(({ place, message }) => {
      const at = place === null ? fileName : `${fileName}:${place.line}:${place.column}`;
      return `  ${at}: ${message}`;
    })
    .join('\n');
}

type FoundProblem = PreparedValues['problems'][number] & {
  /** Whether the name of the setting is wrong, not its value. */
  readonly isOfName?: boolean;
};

/** Each unknown setting is a problem of its own, at its own place. */
function splitIssue(issue: z.core.$ZodIssue): readonly FoundProblem[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    message: messages[index] ?? issue.message,
    isOfName: true,
  }));
}

function findName(document: Document, path: readonly PropertyKey[]): number | null {
  const around: unknown = document.getIn(path.slice(0, -1), true);
  if (!isMap(around)) return null;
  const named = around.items.find(
    ({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)),
  );
  return isScalar(named?.key) ? (named.key.range?.[0] ?? null) : null;
}

/** Where the value at a path begins, or the nearest value around it. */
function findStart(document: Document, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    const start = isNode(node) ? node.range?.[0] : undefined;
    if (start !== undefined) return start;
  }
  return null;
}

function toPlace(lines: LineCounter, start: number | null): YamlProblem['place'] {
  if (start === null) return null;
  const { line, col } = lines.linePos(start);
  return { line, column: col };
}

function comparePlaces({ place: one }: YamlProblem, { place: other }: YamlProblem): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}
